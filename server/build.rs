//! Builds the server anew when the built site or the seeds change: both are embedded.

fn main() {
    // A folder that is missing would make every build start from here.
    let site = std::path::Path::new("../target/site");
    if !site.exists()
        && let Err(error) = std::fs::create_dir_all(site)
    {
        println!("cargo::warning=target/site cannot be made: {error}");
    }
    println!("cargo::rerun-if-changed=../target/site");
    println!("cargo::rerun-if-changed=../seeds");
}
