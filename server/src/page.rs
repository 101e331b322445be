//! Pages to be read, a file each: look the article up, read its model, render.

pub mod article;
pub mod branch;
pub mod connect;
pub mod findings;
pub mod history;
pub mod image;
pub mod images;
pub mod lists;
pub mod moderation;
pub mod other;
pub mod outline;
pub mod picture;
pub mod proposal;
pub mod suggestions;
