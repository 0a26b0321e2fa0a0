//! How much may still be unpacked of one file, whatever is packed in what in it: a bomb ends.

use std::cell::{Cell, RefCell};
use std::io::Read;
use std::rc::Rc;

use super::Limits;
use crate::read::{Limit, SkipReason, failure};

/// What was read of a file, and what came out of all its layers. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Budget {
    packed: Rc<Cell<u64>>,
    unpacked: Rc<Cell<u64>>,
    limits: Limits,
}

thread_local! {
    /// That of the file that this thread reads. What is attached to a mail is unpacked by the same one: else archives
    /// in mails in archives would each have one of their own.
    static IN_FORCE: RefCell<Option<Budget>> = const { RefCell::new(None) };
}

/// Puts back what was in force before, also after a panic.
struct Restore(Option<Budget>);

impl Drop for Restore {
    fn drop(&mut self) {
        IN_FORCE.set(self.0.take());
    }
}

impl Budget {
    /// Runs `work` with the budget in force on this thread, else with a new one of which `packed` counts what was read.
    pub(super) fn within<T>(limits: &Limits, packed: Rc<Cell<u64>>, work: impl FnOnce(&Budget) -> T) -> T {
        let before = IN_FORCE.with_borrow(Clone::clone);
        let budget = before.clone().unwrap_or_else(|| Self { packed, limits: *limits, ..Self::default() });
        let _restore = Restore(before);
        IN_FORCE.set(Some(budget.clone()));
        work(&budget)
    }

    /// The one in force on this thread; what it unpacks beside a file counts nowhere.
    pub(super) fn in_force() -> Self {
        IN_FORCE.with_borrow(Clone::clone).unwrap_or_default()
    }

    /// So many bytes of the file were read.
    pub(super) fn read(&self, bytes: u64) {
        self.packed.set(bytes);
    }

    fn most(&self) -> u64 {
        let Limits { unpacked_bytes, unpacked_times, .. } = self.limits;
        self.packed.get().saturating_mul(unpacked_times.most).saturating_add(unpacked_bytes.most)
    }

    pub(super) fn is_spent(&self) -> bool {
        self.unpacked.get() > self.most()
    }

    /// So many bytes came out of a layer.
    pub(super) fn spend(&self, bytes: u64) {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes));
    }

    /// Why it goes no further.
    pub(super) fn reason(&self) -> SkipReason {
        let limit = Limit { most: self.most(), ..self.limits.unpacked_times };
        SkipReason::TooLarge { size: self.unpacked.get(), limit }
    }

    /// What `reader` unpacks, on this budget.
    pub(super) fn of<R: Read>(&self, reader: R) -> Spending<R> {
        Spending { reader, budget: self.clone() }
    }
}

/// What comes out of a decoder, until the budget is spent.
pub(super) struct Spending<R> {
    reader: R,
    budget: Budget,
}

impl<R: Read> Read for Spending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.budget.is_spent() {
            return Err(failure(self.budget.reason()));
        }
        let read = self.reader.read(buffer)?;
        self.budget.spend(read as u64);
        Ok(read)
    }
}
