//! Figures in columns.

/// Every column as wide as its widest cell; the first one to the left, figures to the right.
pub(super) fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// A figure, or a dash where it could not be had.
pub(super) fn figure(value: Option<f64>, decimals: usize, unit: &str) -> String {
    value.map_or_else(
        || "-".to_owned(),
        |value| format!("{value:.decimals$}{unit}"),
    )
}

/// KiB as MB.
pub(super) fn megabytes(kib: Option<f64>) -> String {
    figure(kib.map(|kib| kib / 1024.0), 0, "")
}

/// A count as a figure; no count of lines or operations comes near the end of what is exact.
pub(super) fn count(value: usize) -> f64 {
    u32::try_from(value).map_or(f64::INFINITY, f64::from)
}
