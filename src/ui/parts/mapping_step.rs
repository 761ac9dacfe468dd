//! One waiting file's choice, and what was last answered about it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::{MappingChoice, MappingModel, PreviewModel, TrialModel};
use crate::protocol::messages::{Answer, Ask};
use crate::ui::state::{Desk, desk};

/// Handles of one mapping step; it may be copied into any closure.
#[derive(Clone, Copy)]
pub struct Step {
    pub desk: Desk,
    pub waiting: u32,
    pub model: RwSignal<MappingModel>,
    pub choice: RwSignal<MappingChoice>,
    pub preview: RwSignal<PreviewModel>,
    /// What the whole file would give; `None` while that is not known.
    pub trial: RwSignal<Option<TrialModel>>,
    /// Goes up with each change of the choice.
    number: StoredValue<u32>,
    /// A question is on its way; the next is asked when it has been answered.
    running: StoredValue<bool>,
}

impl Step {
    pub fn new(waiting: u32, model: MappingModel) -> Step {
        Step {
            desk: desk(),
            waiting,
            choice: RwSignal::new(model.choice.clone()),
            preview: RwSignal::new(model.preview.clone()),
            model: RwSignal::new(model),
            trial: RwSignal::new(None),
            number: StoredValue::new(0),
            running: StoredValue::new(false),
        }
    }

    /// Changes the choice and asks what follows from it.
    pub fn change(self, change: impl FnOnce(&mut MappingChoice)) {
        self.choice.update(change);
        self.ask();
    }

    /// One column, one meaning: a target taken here is given up elsewhere.
    pub fn set_target(self, at: usize, target: String) {
        self.change(|choice| {
            for taken in choice.targets.iter_mut().filter(|taken| **taken == target) {
                taken.clear();
            }
            if let Some(place) = choice.targets.get_mut(at) {
                *place = target;
            }
        });
    }

    /// Shows the step for another report.
    pub fn retarget(self, kind: String) {
        let Some(engine) = self.desk.engine() else { return };
        self.number.update_value(|number| *number = number.wrapping_add(1));
        spawn_local(async move {
            let answer = engine.ask(Ask::Retarget { waiting: self.waiting, kind }).await;
            if let (Ok(Answer::Mapping { mapping }), Some(_)) = (answer, self.number.try_get_value()) {
                self.choice.set(mapping.choice.clone());
                self.preview.set(mapping.preview.clone());
                self.model.set(*mapping);
                self.ask();
            }
        });
    }

    /// Asks how the file would be read, first its first rows, then all of it. While one answer is awaited, any number of
    /// changes lead to one more question.
    pub fn ask(self) {
        self.trial.set(None);
        self.number.update_value(|number| *number = number.wrapping_add(1));
        if self.running.get_value() {
            return;
        }
        self.running.set_value(true);
        spawn_local(async move {
            // The card may be gone by the time an answer arrives; nothing is then asked or shown any more.
            while let Some(number) = self.number.try_get_value() {
                if self.answer(number).await.is_some() || self.number.try_get_value() == Some(number) {
                    break;
                }
            }
            self.running.try_set_value(false);
        });
    }

    /// `None` where the choice has changed meanwhile.
    async fn answer(self, number: u32) -> Option<()> {
        let engine = self.desk.engine()?;
        let is_latest = || self.number.try_get_value() == Some(number);
        let choice = self.choice.try_get_untracked()?;
        let preview = match engine.ask(Ask::Preview { waiting: self.waiting, choice: choice.clone() }).await {
            Ok(Answer::Preview { preview }) => preview,
            Ok(Answer::Refused { message, .. }) => refused(message),
            Ok(_) => return Some(()),
            Err(error) => refused(error.to_string()),
        };
        let goes_on = preview.problems.is_empty();
        is_latest().then(|| self.preview.try_set(preview))?;
        if goes_on && let Ok(Answer::Trial { model }) = engine.ask(Ask::Trial { waiting: self.waiting, choice }).await {
            is_latest().then(|| self.trial.try_set(Some(*model)))?;
        }
        Some(())
    }
}

fn refused(problem: String) -> PreviewModel {
    PreviewModel { problems: vec![problem], ..PreviewModel::default() }
}
