//! What the pipelines carry.
pub trait Msg: Copy + Send + Sync + Default + std::fmt::Debug + 'static {
    fn make(n: f64) -> Self;
    fn step(self) -> Self;
    fn value(self) -> f64;
}

impl Msg for f64 {
    #[inline(always)]
    fn make(n: f64) -> Self {
        n
    }
    #[inline(always)]
    fn step(self) -> Self {
        self + 1.0
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self
    }
}

/// The five fields of the struct case.
#[derive(Clone, Copy, Default, Debug)]
pub struct Sample {
    pub id: u32,
    pub value: f64,
    pub ok: bool,
    pub at: f64,
    pub name: [u8; 16],
}

impl Msg for Sample {
    #[inline(always)]
    fn make(n: f64) -> Self {
        Sample { id: n as u32, value: n * 0.5, ok: (n as u32) & 1 == 0, at: n, name: *b"sensor-a\0\0\0\0\0\0\0\0" }
    }
    #[inline(always)]
    fn step(self) -> Self {
        Sample { value: self.value + 1.0, ..self }
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self.value + self.id as f64 + self.at + if self.ok { 1.0 } else { 0.0 } + self.name[0] as f64
    }
}
