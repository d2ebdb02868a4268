//! The schema is a promise: it is committed, and changed on purpose only.

#[test]
fn the_schema_is_the_committed_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");
    let sdl = vorgang_api::sdl();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &sdl).expect("the crate's folder is writable");
    }
    let committed = std::fs::read_to_string(path).expect("the schema is committed");
    assert!(sdl == committed, "the schema has changed; UPDATE_SNAPSHOTS=1 rewrites api/schema.graphql");
}
