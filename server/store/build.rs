//! Builds anew when a migration comes: the macro that embeds them only sees those that were there.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
