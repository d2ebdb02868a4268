//! Pages of a list, as Relay's connections: forwards only, at most a hundred at a time.

use async_graphql::connection::{Connection, Edge, OpaqueCursor};
use async_graphql::{OutputType, Result};

use crate::errors::mistake;

/// How many there are on a page at most.
pub(crate) const PAGE_MAX: usize = 100;
/// How many there are unless the question says so.
pub(crate) const PAGE: usize = 20;

/// A page of nodes. Cursors are opaque, and stay good when the list grows.
pub(crate) type Page<T> = Connection<OpaqueCursor<String>, T>;

/// The size of the page that is asked for.
pub(crate) fn size(first: Option<i32>) -> Result<usize> {
    match first.map(usize::try_from) {
        None => Ok(PAGE),
        Some(Ok(first @ 1..=PAGE_MAX)) => Ok(first),
        Some(_) => Err(mistake("`first` has to lie between 1 and 100")),
    }
}

/// What a page costs: its nodes, each with what is asked of it.
pub(crate) fn cost(first: Option<i32>, of_each: usize) -> usize {
    let nodes = first.and_then(|first| usize::try_from(first).ok()).unwrap_or(PAGE).min(PAGE_MAX);
    nodes.saturating_mul(of_each)
}

/// Cuts a page out of a list that is sorted by its keys.
///
/// Keys are unique and grow along the list, so a page begins after the key of its cursor even if that row is gone.
pub(crate) fn cut<R, T: OutputType>(
    rows: Vec<R>,
    after: Option<&str>,
    first: usize,
    key: impl Fn(&R) -> String,
    node: impl Fn(R) -> T,
) -> Page<T> {
    let mut rest =
        rows.into_iter().map(|row| (key(&row), row)).skip_while(|(key, _)| Some(key.as_str()) <= after).peekable();
    let mut page = Page::new(after.is_some(), false);
    while page.edges.len() < first {
        let Some((key, row)) = rest.next() else { break };
        page.edges.push(Edge::new(OpaqueCursor(key), node(row)));
    }
    page.has_next_page = rest.peek().is_some();
    page
}

/// The key behind an opaque cursor.
pub(crate) fn after(cursor: Option<String>) -> Result<Option<String>> {
    use async_graphql::connection::CursorType as _;
    cursor
        .map(|cursor| OpaqueCursor::<String>::decode_cursor(&cursor).map(|cursor| cursor.0))
        .transpose()
        .map_err(|_| mistake("`after` is not a cursor of this list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(after: Option<&str>, first: usize) -> (Vec<i32>, bool) {
        let page = cut(vec![1, 2, 4, 5], after, first, |n| format!("{n:03}"), |n| n);
        (page.edges.iter().map(|edge| edge.node).collect(), page.has_next_page)
    }

    #[test]
    fn a_page_goes_on_where_the_last_one_ended_even_if_that_row_is_gone() {
        assert_eq!(keys(None, 2), (vec![1, 2], true));
        assert_eq!(keys(Some("003"), 2), (vec![4, 5], false));
        assert_eq!(keys(Some("005"), 2), (vec![], false));
    }

    #[test]
    fn a_page_has_between_one_and_a_hundred_nodes() {
        assert_eq!(size(None).ok(), Some(PAGE));
        assert!(size(Some(0)).is_err() && size(Some(-1)).is_err() && size(Some(101)).is_err());
        assert_eq!(size(Some(100)).ok(), Some(100));
    }
}
