//! The worker: reads files and answers questions, off the page's thread.

fn main() {
    creator_audit::shell::worker_host::run();
}
