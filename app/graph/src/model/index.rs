//! Indices of a graph, a type for each sort, so that none is taken for another or for a count.
//!
//! In JSON they are plain numbers. A list that has something for each node, edge or author is indexed by them directly.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in a list that has an item for each.
            #[must_use]
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// Every index below `count`, in order.
            #[inline]
            pub fn below(count: usize) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
                (0..Self::from(count).0).map(Self)
            }
        }

        /// Saturates: no graph has 2³² of anything, and the largest index is that of nothing.
        impl From<usize> for $name {
            #[inline]
            fn from(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }
        }

        impl<T> Index<$name> for [T] {
            type Output = T;

            #[inline]
            fn index(&self, at: $name) -> &T {
                &self[at.index()]
            }
        }

        impl<T> IndexMut<$name> for [T] {
            #[inline]
            fn index_mut(&mut self, at: $name) -> &mut T {
                &mut self[at.index()]
            }
        }

        impl<T> Index<$name> for Vec<T> {
            type Output = T;

            #[inline]
            fn index(&self, at: $name) -> &T {
                &self[at.index()]
            }
        }

        impl<T> IndexMut<$name> for Vec<T> {
            #[inline]
            fn index_mut(&mut self, at: $name) -> &mut T {
                &mut self[at.index()]
            }
        }
    };
}

index! {
    /// The index of a node in [`Graph::nodes`](super::Graph::nodes).
    NodeIndex
}

index! {
    /// The index of an edge in [`Graph::edges`](super::Graph::edges).
    EdgeIndex
}

index! {
    /// The index of a name in [`Graph::authors`](super::Graph::authors).
    AuthorIndex
}
