//! Puts the page into the document.

fn main() {
    creator_audit::ui::mount();
}
