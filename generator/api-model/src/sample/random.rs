//! Numbers that look like chance and follow from a seed and a place.

/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, and good enough for examples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// An independent source for a part, by its name.
    pub(super) fn fork(self, name: &str) -> Random {
        // FNV-1a, then one step to spread the bits.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        self.branch(hash)
    }

    /// An independent source for a part, by number.
    pub(super) fn branch(self, number: u64) -> Random {
        let mut random =
            Random(self.0 ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17));
        Random(random.next())
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below the limit; zero for a limit of zero.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        match limit {
            0 => 0,
            limit => ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64,
        }
    }

    /// A number from the range, its ends included.
    pub(super) fn between(&mut self, least: i128, most: i128) -> i128 {
        let span = u64::try_from(most.saturating_sub(least)).unwrap_or(u64::MAX - 1);
        least + i128::from(self.below(span.saturating_add(1)))
    }

    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len() as u64) as usize)
    }
}
