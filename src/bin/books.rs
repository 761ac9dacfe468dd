//! The worker that opens archives and workbooks: a program of its own, because few files need it.

fn main() {
    creator_audit::shell::book_worker::run();
}
