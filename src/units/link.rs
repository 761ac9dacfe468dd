//! Links to Amazon, and which programme a sale over one belongs to.

/// A way in which creators and others send buyers to Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Programme {
    CreatorConnections,
    Attribution,
    Associates,
    Influencer,
}

impl Programme {
    pub const ALL: [Programme; 4] = [Programme::CreatorConnections, Programme::Attribution, Programme::Associates, Programme::Influencer];

    /// Stable id, in `kpis` and in sheets.
    pub const fn id(self) -> &'static str {
        match self {
            Programme::CreatorConnections => "creator-connections",
            Programme::Attribution => "attribution",
            Programme::Associates => "associates",
            Programme::Influencer => "influencer",
        }
    }

    /// Name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Programme::CreatorConnections => "Creator Connections",
            Programme::Attribution => "Amazon Attribution",
            Programme::Associates => "Amazon Associates",
            Programme::Influencer => "Influencer storefronts",
        }
    }

    pub fn from_id(id: &str) -> Option<Programme> {
        Programme::ALL.into_iter().find(|programme| programme.id() == id)
    }

    /// The programme of the first Amazon link in a text; `None` where there is none, or it says nothing. Campaign and link
    /// id with a link code of `tr…` are Creator Connections, `maas` or `aa_…` is Attribution, `/shop/…` a storefront, a tag
    /// alone Associates.
    pub fn of_text(text: &str) -> Option<Programme> {
        let start = text.find("https://").or_else(|| text.find("http://"))?;
        let link = text.get(start..)?.split(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')).next()?;
        let (_, rest) = link.split_once("://")?;
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        if !is_amazon(host) {
            return None;
        }
        let query = query.split('#').next().unwrap_or_default();
        let parameters: Vec<(String, String)> = query
            .split(['&', ';'])
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_ascii_lowercase()))
            .collect();
        let value = |name: &str| parameters.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str());
        if value("campaignid").is_some() && value("linkid").is_some() && value("linkcode").is_some_and(|code| code.contains("tr")) {
            return Some(Programme::CreatorConnections);
        }
        if parameters.iter().any(|(name, _)| name == "maas" || name.starts_with("aa_")) {
            return Some(Programme::Attribution);
        }
        let storefront = path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case("shop"));
        if storefront {
            return Some(Programme::Influencer);
        }
        value("tag").map(|_| Programme::Associates)
    }
}

/// Endings of Amazon's marketplaces.
const ENDINGS: [&str; 24] = [
    "com", "ca", "com.mx", "com.br", "co.uk", "de", "fr", "it", "es", "nl", "se", "pl", "com.be", "ie", "com.tr", "ae", "sa", "eg", "in", "co.jp", "sg",
    "com.au", "co.za", "cn",
];

/// Whether a host is Amazon's own: `amazon.de`, `www.amazon.co.uk`, not `amazon.com.example.org`.
fn is_amazon(host: &str) -> bool {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| {
        let name = host.strip_suffix(ending).and_then(|name| name.strip_suffix('.'));
        name.is_some_and(|name| name == "amazon" || name.ends_with(".amazon"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_programme_is_known_by_its_link() {
        for (link, programme) in [
            ("https://www.amazon.com/dp/B0SUNNY001?campaignId=amzn1.campaign.X&linkId=abc&linkCode=tr1&tag=sunny-20", Some(Programme::CreatorConnections)),
            ("https://www.amazon.de/dp/B0SUNNY001?maas=maas_adg_api_1&ref_=aa_maas&tag=maas", Some(Programme::Attribution)),
            ("https://amazon.co.uk/dp/B0SUNNY001?aa_campaignid=1&aa_adgroupid=2", Some(Programme::Attribution)),
            ("https://www.amazon.com/dp/B0SUNNY001?tag=sunny-20", Some(Programme::Associates)),
            ("https://www.amazon.com/dp/B0SUNNY001?linkCode=ll1&linkId=abc&campaignId=1&tag=sunny-20", Some(Programme::Associates)),
            ("https://www.amazon.com/shop/maya-cooks?tag=onamz-20", Some(Programme::Influencer)),
            ("see HTTPS: no, https://www.amazon.com/dp/B0SUNNY001?tag=sunny-20 thanks", Some(Programme::Associates)),
            ("https://www.amazon.com/dp/B0SUNNY001", None),
            ("https://www.amazon.com/dp/B0SUNNY001?tag=", None),
            ("https://amazon.com.example.org/dp/B0SUNNY001?tag=sunny-20", None),
            ("https://notamazon.com/dp/B0SUNNY001?tag=sunny-20", None),
            ("https://www.amazon.com@example.org/?tag=x", None),
            ("https://amzn.to/3abc", None),
            ("tag=sunny-20", None),
            ("", None),
        ] {
            assert_eq!(Programme::of_text(link), programme, "{link}");
        }
    }

    #[test]
    fn ids_come_back() {
        for programme in Programme::ALL {
            assert_eq!(Programme::from_id(programme.id()), Some(programme));
        }
        assert_eq!(Programme::from_id("else"), None);
    }
}
