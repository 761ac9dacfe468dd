//! Words that headers are made of, by what they suggest, in English, German, French, Spanish and Japanese. A suggestion
//! is shown and confirmed, never read by itself: the spellings that are read without asking stand in `columns`.

use super::columns::Column;

/// What a header's words suggest: words and phrases as headers are after `normalise`, separated by commas.
pub const WORDS: &[(Column, &[&str])] = &[
    (
        Column::Date,
        &[
            "date, day, week, month, period, week ending, week commencing, datum, tag, woche, kw, monat, zeitraum",
            "wochenbeginn, jour, semaine, mois, période, periode, fecha, día, dia, semana, mes, periodo, período, 日付",
            "日, 週, 月, 期間, 年月日, 年月",
        ],
    ),
    (
        Column::Creator,
        &[
            "creator, influencer, affiliate, partner, publisher, blogger, youtuber, ambassador, talent, person, name",
            "account, partnerin, bloggerin, influencerin, kreative, werbepartner, kanal, créateur, createur, créatrice",
            "influenceur, influenceuse, partenaire, affilié, affilie, personne, nom, creador, creadora, afiliado",
            "afiliada, socio, persona, nombre, クリエイター, クリエーター, インフルエンサー, アフィリエイター, パートナー, 名前, 氏名",
        ],
    ),
    (
        Column::CreatorId,
        &[
            "creator code, influencer code, affiliate id, partner id, publisher code, blogger id, partnernummer",
            "partner nr, creator nr, kennung, id créateur, identifiant créateur, id partenaire, identifiant",
            "id creador, id de creador, id afiliado, identificador, クリエイターid, パートナーid",
        ],
    ),
    (Column::Campaign, &["campaign, promotion, programme, program, kampagne, aktion, campagne, campaña, campana, キャンペーン"]),
    (
        Column::Asin,
        &[
            "asin, product, product id, product code, item, article, sku, artikel, produkt, artikelnummer, artikelnr",
            "produktnummer, nr, produit, référence, reference, code produit, producto, artículo, articulo, referencia",
            "商品, 商品コード, 品番",
        ],
    ),
    (
        Column::Title,
        &[
            "title, product, product name, item, description, titel, produktname, artikelname, artikel, produkt",
            "bezeichnung, artikelbezeichnung, beschreibung, titre, nom du produit, produit, désignation, libellé",
            "título, titulo, nombre del producto, producto, descripción, descripcion, 商品名, 商品, タイトル",
        ],
    ),
    (
        Column::Line,
        &[
            "category, range, collection, product type, produktlinie, linie, sortiment, warengruppe, produktgruppe",
            "kategorie, gamme, ligne, catégorie, línea, linea, gama, familia, categoría, シリーズ, カテゴリ, カテゴリー",
        ],
    ),
    (Column::Clicks, &["click, clicks, klick, klicks, clic, clics, クリック, クリック数"]),
    (
        Column::Orders,
        &[
            "order, orders, purchase, purchases, conversion, conversions, bestellung, bestellungen, auftrag, aufträge",
            "kauf, käufe, commande, commandes, achat, achats, pedido, pedidos, compra, compras, conversiones, 注文, 注文数",
            "注文件数, 購入, 購入数, コンバージョン",
        ],
    ),
    (
        Column::Units,
        &[
            "unit, units, items, items sold, quantity, qty, pieces, stück, stückzahl, menge, einheiten, verkäufe",
            "unités, unites, quantité, quantite, articles vendus, unidades, cantidad, piezas, 個数, 数量, 点数, 販売数",
        ],
    ),
    (
        Column::Revenue,
        &[
            "revenue, sales, turnover, gmv, proceeds, umsatz, umsätze, erlös, erlöse, verkaufswert, chiffre d affaires",
            "ca, ventes, revenu, revenus, ingresos, ventas, facturación, facturacion, 売上, 売上高, 売上金額, 収益",
        ],
    ),
    (
        Column::Commission,
        &[
            "commission, commissions, bonus, fee, fees, earnings, payout, provision, provisionen, vergütung, honorar",
            "verdienst, rémunération, remuneration, gains, comisión, comision, comisiones, ganancias, honorarios, 手数料",
            "報酬, コミッション, 紹介料",
        ],
    ),
    (
        Column::Rate,
        &[
            "commission rate, commission percent, bonus rate, bonus percent, provisionssatz, provisionsrate",
            "provision percent, provision prozent, vergütungssatz, taux de commission, commission pourcentage",
            "tasa de comisión, porcentaje de comisión, comisión percent, 料率, 報酬率, コミッション率, 手数料率",
        ],
    ),
    (
        Column::NtbOrders,
        &[
            "new customers, new customer orders, new to brand, neukunden, neukundenbestellungen, nouveaux clients",
            "clientes nuevos, nuevos clientes, 新規, 新規顧客, 新規注文",
        ],
    ),
    (
        Column::RepeatOrders,
        &["returning customers, repeat, wiederkäufe, stammkunden, clients fidèles, achats répétés", "clientes recurrentes, リピート, リピート注文"],
    ),
    (Column::SnsOrders, &["subscriptions, subscribe and save, spar abo, sparabo, abos, abonnements, suscripciones, 定期おトク便, 定期便"]),
    (Column::Currency, &["währung, waehrung, devise, monnaie, moneda, divisa, 通貨"]),
];

/// The words that suggest this column.
pub fn words_of(column: Column) -> impl Iterator<Item = &'static str> {
    let lists = WORDS.iter().find(|(known, _)| *known == column).map_or([].as_slice(), |(_, lists)| lists);
    lists.iter().flat_map(|list| list.split(", "))
}

/// A header with one of these is something made of a figure, such as a mean or a rank, and not the figure.
pub const DERIVED: &[&str] = &[
    "average",
    "avg",
    "mean",
    "per",
    "share",
    "rank",
    "ratio",
    "previous",
    "goal",
    "target",
    "ctr",
    "cvr",
    "epc",
    "cpc",
    "aov",
    "roas",
    "acos",
    "durchschnitt",
    "pro",
    "anteil",
    "rang",
    "vorwoche",
    "vorjahr",
    "ziel",
    "moyenne",
    "moyen",
    "part",
    "promedio",
    "media",
    "平均",
    "順位",
];

/// What a name ends with that is a rate of something; only a commission's is read.
pub const RATE_ENDS: &[&str] = &["rate", "percent", "prozent", "quote", "provisionssatz", "prozentsatz", "taux", "tasa", "率"];
