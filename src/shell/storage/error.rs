//! What can go wrong with what is kept in the browser, each with the sentence the user reads.

use std::fmt;

/// A thing kept in the browser, as the user calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The list of saved workspaces.
    Index,
    Settings,
    Mappings,
    /// By its name.
    Workspace(String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Index => f.write_str("the list of saved workspaces"),
            What::Settings => f.write_str("the settings"),
            What::Mappings => f.write_str("the remembered column choices"),
            What::Workspace(name) => write!(f, "the workspace “{name}”"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    #[error(
        "This browser does not let the page keep data, so nothing is saved and closing the tab ends the session. \
         To save, allow cookies and site data for this page and reload it; to keep your work without that, download a backup."
    )]
    Blocked,
    #[error(
        "The browser's storage for this site is full, so {what} could not be saved. What was saved before is still there. \
         Download a backup, or delete a saved workspace you no longer need, then save again."
    )]
    Full { what: What },
    #[error(
        "In this browser, {what} cannot be read: the saved data is damaged or incomplete. It has been left as it is. \
         Download it to keep a copy, then start fresh."
    )]
    Unreadable { what: What },
    #[error(
        "This browser holds data saved by a newer version of this page (format {found}; this version knows up to {known}). \
         It has been left as it is. Reload the page to get the newer version."
    )]
    Newer { found: u32, known: u32 },
}

impl StorageError {
    /// Stable name, for tests and for `data-` attributes.
    pub fn code(&self) -> &'static str {
        match self {
            StorageError::Blocked => "storage-blocked",
            StorageError::Full { .. } => "storage-full",
            StorageError::Unreadable { .. } => "storage-unreadable",
            StorageError::Newer { .. } => "storage-newer",
        }
    }
}
