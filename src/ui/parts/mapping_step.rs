//! One waiting file's choice, and what was last answered about it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::{FileCard, FileState, FormatPlace, MappingChoice, MappingModel, PreviewModel, TrialModel};
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
    pub fn new(waiting: u32, drawn: MappingModel) -> Step {
        let desk = desk();
        let model = desk.workspace.with_untracked(|workspace| workspace.files.iter().find_map(|card| model_of(card, waiting).cloned())).unwrap_or(drawn);
        Step {
            desk,
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

    /// Has the file looked at in another encoding or with another separator: its headers and first rows follow.
    pub fn look_again(self, place: FormatPlace, name: String) {
        let Some(engine) = self.desk.engine() else { return };
        self.trial.set(None);
        self.number.update_value(|number| *number = number.wrapping_add(1));
        let said = self.choice.get_untracked();
        let mut choice = MappingChoice { delimiter: said.delimiter, encoding: said.encoding, ..MappingChoice::default() };
        place.set(&mut choice, name);
        spawn_local(async move {
            let answer = engine.ask(Ask::LookAgain { waiting: self.waiting, choice }).await;
            if self.number.try_get_value().is_none() {
                return;
            }
            match answer {
                Ok(Answer::Mapping { mapping }) => {
                    // For the next time that the page is drawn; this step, with the focus in it, follows by itself.
                    self.desk.workspace.update_untracked(|workspace| workspace.files.iter_mut().for_each(|card| put(card, self.waiting, &mapping)));
                    self.choice.set(mapping.choice.clone());
                    self.preview.set(mapping.preview.clone());
                    self.model.set(*mapping);
                    self.ask();
                }
                Ok(Answer::Refused { message, .. }) => self.preview.set(refused(message)),
                Ok(_) => {}
                Err(error) => self.preview.set(refused(error.to_string())),
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

fn model_of(card: &FileCard, of: u32) -> Option<&MappingModel> {
    match &card.outcome {
        FileState::NeedsMapping { waiting, mapping } if *waiting == of => Some(mapping),
        _ => None,
    }
}

fn put(card: &mut FileCard, of: u32, new: &MappingModel) {
    if let FileState::NeedsMapping { waiting, mapping } = &mut card.outcome
        && *waiting == of
    {
        (**mapping).clone_from(new);
    }
}

fn refused(problem: String) -> PreviewModel {
    PreviewModel { problems: vec![problem], ..PreviewModel::default() }
}
