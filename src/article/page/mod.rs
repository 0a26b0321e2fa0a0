//! Web pages: what a page says of itself, and the text of the article on it.

mod author;
mod facts;
mod heading;
pub(super) mod html;
pub(super) mod html_text;
mod linked_data;
mod meta;
mod microdata;
pub(super) mod nesting;
mod publisher;
mod script_dates;
mod short_text;
mod shown_date;
mod text;
mod title;
mod zone;
