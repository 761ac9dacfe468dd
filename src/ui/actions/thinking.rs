//! Long thought apart: over many rows, diagnosis runs in a worker of its own on a copy of the workspace, so that the one that holds it
//! goes on answering. Ending that worker is how it is stopped.

use leptos::prelude::*;

use crate::protocol::messages::{Answer, Ask, SourcesOf};
use crate::shell::engine::{Engine, EngineError};
use crate::ui::actions::settings;
use crate::ui::state::{Desk, Saving};

/// Below it a diagnosis is quicker than starting a worker.
const ROWS_APART_MIN: u64 = 150_000;

/// A worker with a copy of the workspace, and the revision it was copied at.
#[derive(Clone)]
pub struct Thinker {
    engine: Engine,
    revision: u32,
}

/// Whether a question takes long thought.
fn is_long(ask: &Ask) -> bool {
    matches!(ask, Ask::Diagnosis { .. } | Ask::Sources { of: SourcesOf::Finding { .. } })
}

/// Whether a question has to wait: the copy is taken from what is being saved.
pub fn waits(desk: Desk, ask: &Ask) -> bool {
    is_apart(desk, ask) && desk.saving.with(|saving| *saving == Saving::Writing)
}

fn is_apart(desk: Desk, ask: &Ask) -> bool {
    is_long(ask) && desk.workspace.with_untracked(|workspace| workspace.rows >= ROWS_APART_MIN)
}

/// Asks the worker that holds the workspace, or the one that thinks apart where that would take long. Where that one cannot be had, the
/// other answers.
pub async fn ask(desk: Desk, ask: Ask) -> Result<Answer, EngineError> {
    let Some(engine) = desk.engine() else { return Err(EngineError::NotStarted) };
    if !is_apart(desk, &ask) {
        return engine.ask(ask).await;
    }
    match thinker(desk, &engine).await {
        Some(thinker) => match thinker.ask(ask.clone()).await {
            Err(EngineError::Died { .. }) => {
                desk.thinker.set_value(None);
                engine.ask(ask).await
            }
            answer => answer,
        },
        None => engine.ask(ask).await,
    }
}

/// The worker that has the workspace as it is now; one with an older copy is ended, whatever it was doing.
async fn thinker(desk: Desk, engine: &Engine) -> Option<Engine> {
    let revision = desk.revision.get_untracked();
    let known = desk.thinker.with_value(|thinker| thinker.clone());
    if let Some(known) = known.filter(|known| known.revision == revision) {
        return Some(known.engine);
    }
    desk.thinker.set_value(None);
    let packed = match desk.saving.get_untracked() {
        Saving::Saved { .. } | Saving::Unsaved => desk.packed.get_value().map(|packed| packed.text),
        _ => None,
    };
    let packed = match packed {
        Some(packed) => packed,
        None => engine.snapshot().await.ok()?.0,
    };
    let thinker = Engine::start_to_answer(settings::start_with(desk, &settings::settings(desk)));
    desk.thinker.set_value(Some(Thinker { engine: thinker.clone(), revision }));
    match thinker.restore(&packed).await {
        Ok(Answer::Workspace { .. }) => Some(thinker),
        _ => {
            desk.thinker.set_value(None);
            None
        }
    }
}
