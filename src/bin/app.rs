//! Puts the page into the document.

fn main() {
    creator_audit::shell::panic::install_on_page();
    creator_audit::ui::mount();
}
