//! The beta distribution: its distribution function by the continued fraction of DLMF 8.17.22 (evaluated as Lentz has it, Applied
//! Optics 15, 1976), its quantiles by Halley steps kept inside a bracket. Written out here because no library at hand serves: the
//! releases of `statrs` to 0.19 stop the fraction after 140 steps and lose accuracy from shapes of 10⁴ on (its issue 434), `puruspe`
//! 0.4 integrates another function where both shapes exceed 3,000, and the series in `special` 0.14 takes millions of steps where
//! one shape is large and the other below one, which is what no order in a million clicks asks for.

/// Steps of the fraction, at most. At the quantiles asked for it needs some hundred with shapes of 10⁹; near the mean, where a search
/// may begin, as many as the root of the larger shape.
const FRACTION_STEPS_MAX: u32 = 100_000;
/// Steps of a search: each at least halves the bracket once Halley's have failed.
const SEARCH_STEPS_MAX: u32 = 80;
/// Change of a quantile, in standard deviations, at which its search ends.
const SETTLED: f64 = 3e-5;
/// Keeps the fraction from dividing by zero.
const TINY: f64 = 1e-300;

/// A beta distribution; both shapes are above zero and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    /// Logarithm of the beta function of both.
    ln_beta: f64,
}

impl Beta {
    /// `None` for shapes that are not above zero, or not finite.
    pub fn new(a: f64, b: f64) -> Option<Beta> {
        let is_shape = |shape: f64| shape > 0.0 && shape.is_finite();
        (is_shape(a) && is_shape(b)).then(|| Beta { a, b, ln_beta: libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b) })
    }

    pub fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// Probability of a value up to `x`.
    pub fn below(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        let (a, b) = (self.a, self.b);
        let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - self.ln_beta);
        // On this side of the mean the fraction converges fast.
        if x < (a + 1.0) / (a + b + 2.0) { front * fraction(a, b, x) / a } else { 1.0 - front * fraction(b, a, 1.0 - x) / b }
    }

    fn density(&self, x: f64) -> f64 {
        libm::exp((self.a - 1.0) * libm::log(x) + (self.b - 1.0) * libm::log1p(-x) - self.ln_beta)
    }

    /// The value below which lies the part `p`, which is between 0 and 1; `z` is the normal distribution's, for a first guess.
    pub fn quantile(&self, p: f64, z: f64) -> f64 {
        // Close to one a float has fewer places than close to zero.
        if self.a > self.b {
            return 1.0 - Beta { a: self.b, b: self.a, ..*self }.search(1.0 - p, -z);
        }
        self.search(p, z)
    }

    /// The quantile where most of the distribution is below one half.
    fn search(&self, p: f64, z: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        let mean = self.mean();
        let deviation = (mean * (1.0 - mean) / (self.a + self.b + 1.0)).sqrt();
        let mut x = self.guess(p, z);
        for _ in 0..SEARCH_STEPS_MAX {
            let over = self.below(x) - p;
            if over > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let newton = over / self.density(x);
            let bend = newton * ((self.a - 1.0) / x - (self.b - 1.0) / (1.0 - x));
            let next = x - newton / (1.0 - 0.5 * bend.min(1.0));
            let inside = next > low && next < high;
            let next = if inside { next } else { 0.5 * (low + high) };
            let change = (next - x).abs();
            x = next;
            // Halley's error falls by its cube: after a step this small what is left is below the twelfth decimal.
            if inside && change <= SETTLED * deviation.min(x) {
                break;
            }
        }
        x
    }

    /// The logit is nearly normal where both shapes are above one; else the lower tail is nearly a power.
    fn guess(&self, p: f64, z: f64) -> f64 {
        let (a, b) = (self.a, self.b);
        let guess = if a >= 1.0 && b >= 1.0 {
            let logit = libm::log(a / b) + z * (1.0 / a + 1.0 / b).sqrt();
            1.0 / (1.0 + libm::exp(-logit))
        } else {
            libm::exp((libm::log(p * a) + self.ln_beta) / a)
        };
        if guess > 0.0 && guess < 1.0 { guess } else { 0.5 }
    }
}

/// The continued fraction of the incomplete beta function, whose value times xᵃ(1 − x)ᵇ ÷ (a B(a, b)) is the distribution function.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for step in 1..FRACTION_STEPS_MAX {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a - 1.0 + 2.0 * m) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 1.0 + 2.0 * m));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        product *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.644_853_626_951_472_2;

    // scipy 1.17.1: stats.beta.ppf(0.05, a, b), stats.beta.ppf(0.95, a, b).
    const QUANTILES: [(f64, f64, f64, f64); 16] = [
        (0.5, 0.5, 0.0061558297024311365, 0.9938441702975689),
        (0.5, 1.5, 0.0015429193026729438, 0.7714801861936711),
        (0.5, 100.5, 1.9611417456609756e-05, 0.01897688770307349),
        (0.5, 1000000.5, 1.966069506559609e-09, 1.9207270855660624e-06),
        (1000000.5, 0.5, 0.9999980792729144, 0.9999999980339305),
        (1.0, 1.0, 0.05, 0.95),
        (0.03, 7.2, 3.6708678057020454e-45, 0.017129261543596213),
        (3.2, 36.8, 0.02403737310893354, 0.1597751546709651),
        (8.5, 92.5, 0.04406862184621187, 0.13361198880946135),
        (30.0, 500.0, 0.041111891310555336, 0.07399714596748973),
        (500.5, 499.5, 0.47450311791911143, 0.5264957444382983),
        (4123.7, 51234.9, 0.07266388803129922, 0.0763349600672521),
        (50000.0, 1000000.0, 0.047277694060597154, 0.047961380929944855),
        (1000000.0, 1000000.0, 0.4994184565471427, 0.5005815434528573),
        (123456789.0, 987654321.0, 0.11109560278042559, 0.11112661843772358),
        (20.5, 0.5, 0.9095235734621276, 0.9999029222414176),
    ];

    #[test]
    fn quantiles_are_those_of_scipy() {
        for (a, b, low, high) in QUANTILES {
            let beta = Beta::new(a, b).expect("shapes");
            for (p, z, expected) in [(0.05, -Z, low), (0.95, Z, high)] {
                let found = beta.quantile(p, z);
                assert!((found - expected).abs() <= 1e-11, "{a} {b} {p}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn the_distribution_function_is_that_of_scipy() {
        // scipy 1.17.1: stats.beta.cdf(x, a, b).
        for (x, a, b, expected) in [
            (0.1, 2.0, 3.0, 0.05230000000000001),
            (0.9, 0.5, 0.5, 0.7951672353008665),
            (0.07, 30.0, 500.0, 0.9034905551986555),
            (0.5, 1000.0, 1000.0, 0.4999999999999992),
            (0.048, 50000.0, 1000000.0, 0.9663592721328549),
            (0.999, 20.5, 0.5, 0.8404606969598347),
        ] {
            let found = Beta::new(a, b).expect("shapes").below(x);
            // Logarithms of gamma functions of a million lose the last places.
            assert!((found - expected).abs() <= 1e-10, "{x} {a} {b}: {found} is not {expected}");
        }
        let half = Beta::new(2.0, 2.0).expect("shapes");
        assert_eq!((half.below(-1.0), half.below(0.0), half.below(1.0), half.below(2.0)), (0.0, 0.0, 1.0, 1.0));
    }

    #[test]
    fn a_quantile_from_any_guess_is_the_same() {
        for (a, b, _, _) in QUANTILES {
            let beta = Beta::new(a, b).expect("shapes");
            assert!((beta.quantile(0.05, Z) - beta.quantile(0.05, -Z)).abs() <= 1e-12, "{a} {b}");
        }
    }

    #[test]
    fn shapes_that_are_none_have_no_distribution() {
        for (a, b) in [(0.0, 1.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
            assert_eq!(Beta::new(a, b), None);
        }
    }
}
