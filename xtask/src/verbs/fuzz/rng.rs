//! Numbers that look random and are the same for the same seed, on any machine.

/// SplitMix64: tiny, good enough to choose among a few thousand places.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

impl Rng {
    /// The numbers of one trial of a seed.
    pub(super) fn of(seed: u64, trial: u64) -> Rng {
        let mut rng = Rng(seed ^ trial.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        rng.next();
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// A number below a bound; 0 when the bound is.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let word = usize::try_from(self.next() >> 1).unwrap_or_default();
        word.checked_rem(bound).unwrap_or_default()
    }

    /// Whether one chance in so many came up.
    pub(super) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    /// One of several; nothing of nothing.
    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        among.get(self.below(among.len()))
    }
}
