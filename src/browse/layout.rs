//! Which panes there are at a size, and where: those that matter least go first.

use ratatui::layout::Rect;

/// Smaller than this nothing can be read.
pub(crate) const MIN_WIDTH: u16 = 30;
pub(crate) const MIN_HEIGHT: u16 = 8;

/// From these widths on two panes and three fit side by side.
const TWO_PANES: u16 = 72;
const THREE_PANES: u16 = 112;
const COUNTS_WIDTH: u16 = 30;

/// Below this height of a pane a statement has one row of words instead of two.
const LOW_PANE: u16 = 9;

/// What the keys go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    #[default]
    Results,
    Article,
    Counts,
}

impl Pane {
    /// In the order in which Tab goes through them.
    const ALL: [Self; 3] = [Self::Results, Self::Article, Self::Counts];

    pub(crate) fn next(self) -> Self {
        self.step(1)
    }

    pub(crate) fn previous(self) -> Self {
        self.step(Self::ALL.len() - 1)
    }

    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// Where everything is. The first row of a pane is its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Layout {
    pub(crate) query: Rect,
    /// What narrows the search; without height where nothing does.
    pub(crate) narrowing: Rect,
    /// What is wrong with the query; without height where nothing is.
    pub(crate) problem: Rect,
    pub(crate) results: Option<Rect>,
    pub(crate) article: Option<Rect>,
    pub(crate) counts: Option<Rect>,
    /// All that the panes have, for what lies over them.
    pub(crate) panes: Rect,
    pub(crate) status: Rect,
}

/// What the layout depends on beside the size.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wants {
    pub(crate) focus: Pane,
    /// Whether the pane that has the focus is wanted alone.
    pub(crate) is_alone: bool,
    pub(crate) is_narrowed: bool,
    pub(crate) problem_rows: u16,
}

impl Layout {
    /// `None` where the screen is too small.
    pub(crate) fn of(width: u16, height: u16, wants: Wants) -> Option<Self> {
        if width < MIN_WIDTH || height < MIN_HEIGHT {
            return None;
        }
        let row = |y, height| Rect::new(0, y, width, height);
        let narrowing = u16::from(wants.is_narrowed);
        let problem = wants.problem_rows.min(height - MIN_HEIGHT + 3);
        let above = 1 + narrowing + problem;
        let panes = row(above, height - above - 1);
        let mut layout = Self {
            query: row(0, 1),
            narrowing: row(1, narrowing),
            problem: row(1 + narrowing, problem),
            panes,
            status: row(height - 1, 1),
            ..Self::default()
        };
        let side = |x, width| Some(Rect::new(x, panes.y, width, panes.height));
        if wants.is_alone || width < TWO_PANES {
            *layout.place(wants.focus) = Some(panes);
        } else if width < THREE_PANES {
            // One column lies between two panes.
            let left = (width - 1) / 2;
            layout.results = side(0, left);
            let other = if wants.focus == Pane::Counts { Pane::Counts } else { Pane::Article };
            *layout.place(other) = side(left + 1, width - left - 1);
        } else {
            let rest = width - COUNTS_WIDTH - 2;
            let middle = rest / 2;
            layout.counts = side(0, COUNTS_WIDTH);
            layout.results = side(COUNTS_WIDTH + 1, middle);
            layout.article = side(COUNTS_WIDTH + middle + 2, rest - middle);
        }
        Some(layout)
    }

    fn place(&mut self, pane: Pane) -> &mut Option<Rect> {
        match pane {
            Pane::Results => &mut self.results,
            Pane::Article => &mut self.article,
            Pane::Counts => &mut self.counts,
        }
    }

    /// Rows of a statement in the results.
    pub(crate) fn rows_of_hit(&self) -> usize {
        if body(self.results) < usize::from(LOW_PANE) { 2 } else { 3 }
    }

    /// Statements that the results show whole.
    pub(crate) fn hits_shown(&self) -> usize {
        (body(self.results) / self.rows_of_hit()).max(1)
    }
}

/// Rows of a pane below its title.
pub(crate) fn body(pane: Option<Rect>) -> usize {
    pane.map_or(0, |pane| usize::from(pane.height.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panes(width: u16, height: u16, focus: Pane, is_alone: bool) -> [bool; 3] {
        let layout = Layout::of(width, height, Wants { focus, is_alone, ..Wants::default() }).unwrap();
        [layout.counts, layout.results, layout.article].map(|pane| pane.is_some())
    }

    #[test]
    fn panes_that_do_not_fit_go_and_the_one_with_the_focus_stays() {
        assert_eq!(panes(120, 40, Pane::Results, false), [true, true, true]);
        assert_eq!(panes(80, 24, Pane::Results, false), [false, true, true]);
        assert_eq!(panes(80, 24, Pane::Counts, false), [true, true, false]);
        assert_eq!(panes(60, 15, Pane::Article, false), [false, false, true]);
        assert_eq!(panes(120, 40, Pane::Article, true), [false, false, true]);
        assert_eq!(Layout::of(29, 24, Wants::default()), None);
        assert_eq!(Layout::of(80, 7, Wants::default()), None);
    }

    #[test]
    fn nothing_lies_over_anything_else_or_beyond_the_screen() {
        for width in MIN_WIDTH..140 {
            for height in MIN_HEIGHT..50 {
                for (is_narrowed, problem_rows) in [(false, 0), (true, 4), (true, 40)] {
                    let wants = Wants { is_narrowed, problem_rows, ..Wants::default() };
                    let layout = Layout::of(width, height, wants).unwrap();
                    let areas = [Some(layout.query), Some(layout.narrowing), Some(layout.problem), Some(layout.status)];
                    let areas = [&areas[..], &[layout.results, layout.article, layout.counts]].concat();
                    let areas: Vec<Rect> = areas.into_iter().flatten().collect();
                    let screen = Rect::new(0, 0, width, height);
                    for (number, area) in areas.iter().enumerate() {
                        assert_eq!(area.intersection(screen), *area, "{width}×{height} {area:?}");
                        assert!(
                            areas[..number].iter().all(|other| !other.intersects(*area)),
                            "{width}×{height} {area:?}"
                        );
                    }
                    assert!(body(layout.results) >= 1, "{width}×{height}");
                }
            }
        }
    }
}
