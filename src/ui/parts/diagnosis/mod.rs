//! Parts of the Diagnosis page.

pub mod card;
pub mod evidence;
pub mod heat;
pub mod top_findings;
