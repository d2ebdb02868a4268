//! What a document may ask for, measured before anything walks through it.
//!
//! Fragments let a short document ask for very much (each doubles the one before), so every fragment is measured once
//! and its size multiplied. Only then do the validator and the executor see the document.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql_parser::Positioned;
use async_graphql_parser::types::{ExecutableDocument, FragmentDefinition, OperationType, Selection, SelectionSet};

/// How deep braces, brackets and parentheses may nest in the text; checked before the parser recurses into them.
const NESTING_MAX: usize = 40;
/// How many words and signs the text may have.
const TOKENS_MAX: usize = 4000;
/// How many fields the document may ask for, fragments written out.
const FIELDS_MAX: usize = 600;
/// How many aliases.
const ALIASES_MAX: usize = 30;
/// How many directives.
const DIRECTIVES_MAX: usize = 20;
/// How many fields of a mutation: each is a command.
const COMMANDS_MAX: usize = 10;
/// How deep fields may nest. Developers' tools ask for the schema, which nests deeper.
const DEPTH_MAX: usize = 12;
const DEPTH_MAX_DEV: usize = 24;

/// Why a document is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Objection {
    /// It asks for too much.
    TooCostly,
    /// A fragment contains itself.
    Cycle,
    /// It asks for the schema.
    Introspection,
}

/// What a selection amounts to.
#[derive(Clone, Copy, Default)]
struct Size {
    fields: usize,
    /// Those that stand at the top.
    top: usize,
    aliases: usize,
    directives: usize,
    depth: usize,
    introspects: bool,
}

/// Measures the text before it is parsed. What stands in comments and strings is no structure: brackets there neither
/// count nor hide those that do.
pub(super) fn check_text(document: &str) -> Result<(), Objection> {
    let (mut nesting, mut deepest, mut tokens, mut in_word) = (0_usize, 0, 0, false);
    let mut rest = document.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let in_word_now = byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        match byte {
            b'#' => rest = after_comment(after),
            b'"' => {
                rest = after_string(after);
                tokens += 1;
            }
            b'{' | b'[' | b'(' => nesting += 1,
            b'}' | b']' | b')' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(nesting);
        let is_sign = !in_word_now && !byte.is_ascii_whitespace() && !matches!(byte, b',' | b'#' | b'"');
        if is_sign || (in_word_now && !in_word) {
            tokens += 1;
        }
        in_word = in_word_now;
    }
    if deepest > NESTING_MAX || tokens > TOKENS_MAX { Err(Objection::TooCostly) } else { Ok(()) }
}

/// What follows a comment.
fn after_comment(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    &text[end..]
}

/// What follows a string of which the first quotation mark was read. One that is not closed ends with its line:
/// the parser refuses it.
fn after_string(text: &[u8]) -> &[u8] {
    if let Some(mut block) = text.strip_prefix(b"\"\"") {
        while !block.is_empty() {
            if let Some(after) = block.strip_prefix(b"\"\"\"") {
                return after;
            }
            block = block.strip_prefix(b"\\\"\"\"").unwrap_or(&block[1..]);
        }
        return block;
    }
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => return after,
            b'\n' | b'\r' => return rest,
            b'\\' => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    rest
}

/// Measures a document before it is validated.
pub(super) fn check(document: &ExecutableDocument, dev: bool) -> Result<(), Objection> {
    let mut measured = Measured { fragments: &document.fragments, sizes: HashMap::new() };
    for (_, operation) in document.operations.iter() {
        let size = measured.selection(&operation.node.selection_set.node)?;
        let directives = size.directives + operation.node.directives.len();
        let commands = match operation.node.ty {
            OperationType::Mutation => size.top,
            OperationType::Query | OperationType::Subscription => 0,
        };
        if size.introspects && !dev {
            return Err(Objection::Introspection);
        }
        if size.fields > FIELDS_MAX
            || size.aliases > ALIASES_MAX
            || directives > DIRECTIVES_MAX
            || commands > COMMANDS_MAX
            || size.depth > if dev { DEPTH_MAX_DEV } else { DEPTH_MAX }
        {
            return Err(Objection::TooCostly);
        }
    }
    // Fragments that nobody uses are measured too: the validator walks through them.
    for name in document.fragments.keys() {
        measured.fragment(name)?;
    }
    Ok(())
}

struct Measured<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being measured: whoever meets that has found a cycle.
    sizes: HashMap<&'a Name, Option<Size>>,
}

impl<'a> Measured<'a> {
    fn selection(&mut self, set: &'a SelectionSet) -> Result<Size, Objection> {
        let mut sum = Size::default();
        for item in &set.items {
            let (inner, directives) = match &item.node {
                Selection::Field(field) => {
                    let mut size = self.selection(&field.node.selection_set.node)?;
                    size.fields = size.fields.saturating_add(1);
                    size.top = 1;
                    size.aliases = size.aliases.saturating_add(usize::from(field.node.alias.is_some()));
                    size.depth += 1;
                    let name = field.node.name.node.as_str();
                    size.introspects |= matches!(name, "__schema" | "__type");
                    (size, field.node.directives.len())
                }
                Selection::FragmentSpread(spread) => {
                    (self.fragment(&spread.node.fragment_name.node)?, spread.node.directives.len())
                }
                Selection::InlineFragment(fragment) => {
                    (self.selection(&fragment.node.selection_set.node)?, fragment.node.directives.len())
                }
            };
            sum.fields = sum.fields.saturating_add(inner.fields);
            sum.top = sum.top.saturating_add(inner.top);
            sum.aliases = sum.aliases.saturating_add(inner.aliases);
            sum.directives = sum.directives.saturating_add(inner.directives).saturating_add(directives);
            sum.depth = sum.depth.max(inner.depth);
            sum.introspects |= inner.introspects;
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &Name) -> Result<Size, Objection> {
        // A fragment that does not exist is for the validator to name.
        let Some((name, fragment)) = self.fragments.get_key_value(name) else { return Ok(Size::default()) };
        match self.sizes.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(Objection::Cycle),
            None => {}
        }
        self.sizes.insert(name, None);
        let size = self.selection(&fragment.node.selection_set.node)?;
        self.sizes.insert(name, Some(size));
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql_parser::parse_query;
    use std::fmt::Write as _;

    fn checked(text: &str) -> Result<(), Objection> {
        check_text(text)?;
        check(&parse_query(text).expect("a document"), false)
    }

    #[test]
    fn fragments_that_double_each_other_are_measured_at_once() {
        let mut text = "query { ...f0 }".to_owned();
        for n in 0..60 {
            write!(text, " fragment f{n} on Query {{ ...f{next} ...f{next} }}", next = n + 1).expect("a string");
        }
        text.push_str(" fragment f60 on Query { me { id } }");
        assert_eq!(checked(&text), Err(Objection::TooCostly));
    }

    #[test]
    fn a_fragment_that_contains_itself_is_found() {
        assert_eq!(
            checked("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"),
            Err(Objection::Cycle)
        );
    }

    #[test]
    fn bombs_are_refused_before_the_parser_sees_them() {
        assert_eq!(check_text(&"{a".repeat(5000)), Err(Objection::TooCostly));
        assert_eq!(check_text(&"a ".repeat(5000)), Err(Objection::TooCostly));
    }

    #[test]
    fn aliases_and_commands_are_counted() {
        let many = "a: me { id } ".repeat(40);
        assert_eq!(checked(&format!("{{ {many} }}")), Err(Objection::TooCostly));
        let commands = "caseSubmit(input: {}) { position } ".repeat(11);
        assert_eq!(checked(&format!("mutation {{ {commands} }}")), Err(Objection::TooCostly));
    }

    #[test]
    fn commands_are_counted_in_fragments_too() {
        let commands = |count| "caseSubmit(input: {}) { position } ".repeat(count);
        let spread = |count| format!("mutation {{ ...f }} fragment f on Mutation {{ {} }}", commands(count));
        assert_eq!(checked(&spread(10)), Ok(()));
        assert_eq!(checked(&spread(11)), Err(Objection::TooCostly));
        let twice = format!("mutation {{ ...f ...f }} fragment f on Mutation {{ {} }}", commands(6));
        assert_eq!(checked(&twice), Err(Objection::TooCostly));
        let inline = format!("mutation {{ ... on Mutation {{ {} }} }}", commands(11));
        assert_eq!(checked(&inline), Err(Objection::TooCostly));
    }

    #[test]
    fn comments_and_strings_neither_count_as_nesting_nor_hide_it() {
        assert_eq!(check_text(&format!("{{ # {}\n me {{ id }} }}", "{".repeat(100))), Ok(()));
        assert_eq!(check_text(&format!("{{ cases(search: \"{}\") {{ id }} }}", "{".repeat(100))), Ok(()));
        assert_eq!(check_text(&format!("{{ a(b: \"\"\"{}\\\"\"\" \" {{\"\"\") }}", "[".repeat(100))), Ok(()));
        assert_eq!(check_text(&format!("{{ a(b: \"\") {{ {} }} }}", "{".repeat(50))), Err(Objection::TooCostly));
        for hiding in ["#}}}}\n", "#]))}\r", "\"}}}}\"", "\"\"\"}}}}\"\"\"", "\"\\\"}}}\""] {
            let bomb = format!("{{a {hiding} ").repeat(50);
            assert_eq!(check_text(&bomb), Err(Objection::TooCostly), "{hiding}");
        }
    }

    #[test]
    fn ordinary_documents_pass_and_the_schema_is_not_told() {
        assert_eq!(checked("{ me { id roles } services { code } }"), Ok(()));
        assert_eq!(checked("{ __typename }"), Ok(()));
        assert_eq!(
            checked("{ ...x } fragment x on Query { __schema { types { name } } }"),
            Err(Objection::Introspection)
        );
    }
}
