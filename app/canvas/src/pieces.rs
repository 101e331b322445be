//! Reads a graph from JSON in pieces, so that no piece holds the page up: of 10,000 articles it has megabytes.
//!
//! It answers what `serde_json` would for the whole, and passes over names it does not know.

use graph::{Edge, Graph, Node};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Deserializer, Error};

/// What is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Fields,
    Nodes,
    Edges,
    End,
}

/// A graph on its way.
pub struct Pieces {
    text: Vec<u8>,
    at: usize,
    place: Place,
    graph: Graph,
}

impl Pieces {
    /// Begins.
    #[must_use]
    pub fn new(text: Vec<u8>) -> Self {
        Self { text, at: 0, place: Place::Start, graph: Graph::default() }
    }

    /// Reads about `items` nodes and edges; whether there is more to read.
    ///
    /// # Errors
    /// If it is not the JSON of a graph.
    pub fn advance(&mut self, items: usize) -> Result<bool, Error> {
        for _ in 0..items {
            match self.place {
                Place::Start => {
                    self.expect(b'{')?;
                    self.place = Place::Fields;
                }
                Place::Fields => self.field()?,
                Place::Nodes => {
                    if let Some(node) = self.element::<Node>()? {
                        self.graph.nodes.push(node);
                    }
                }
                Place::Edges => {
                    if let Some(edge) = self.element::<Edge>()? {
                        self.graph.edges.push(edge);
                    }
                }
                Place::End => return Ok(false),
            }
        }
        Ok(self.place != Place::End)
    }

    /// How much was read, from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share, to be shown in percent")]
    pub fn progress(&self) -> f64 {
        if self.text.is_empty() { 1.0 } else { self.at as f64 / self.text.len() as f64 }
    }

    /// The graph, once everything was read; `None` if its numbers are not those of anything.
    #[must_use]
    pub fn graph(self) -> Option<Graph> {
        Some(self.graph).filter(|graph| self.place == Place::End && graph.is_whole())
    }

    fn field(&mut self) -> Result<(), Error> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                self.place = Place::End;
                return Ok(());
            }
            Some(b',') => self.at += 1,
            _ => {}
        }
        let name: String = self.value()?;
        self.expect(b':')?;
        match name.as_str() {
            "sequence" => self.graph.sequence = self.value()?,
            "authors" => self.graph.authors = self.value()?,
            "nodes" => {
                self.expect(b'[')?;
                self.place = Place::Nodes;
            }
            "edges" => {
                self.expect(b'[')?;
                self.place = Place::Edges;
            }
            _ => {
                self.value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    /// The next element of a list; `None` after the last.
    fn element<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Error> {
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                self.place = Place::Fields;
                return Ok(None);
            }
            Some(b',') => self.at += 1,
            _ => {}
        }
        self.value().map(Some)
    }

    fn value<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        // A number ends only where something else begins, which a stream of values would call an error.
        let reader = Deserializer::from_slice(rest);
        let mut stream = match rest.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[' | b'"') => reader.into_iter::<T>(),
            _ => {
                let length = rest.iter().position(|byte| b",}]".contains(byte)).unwrap_or(rest.len());
                self.at += length;
                return serde_json::from_slice(rest.get(..length).unwrap_or_default());
            }
        };
        let value = stream.next().unwrap_or_else(|| T::deserialize(&mut Deserializer::from_slice(b"")))?;
        self.at += stream.byte_offset();
        Ok(value)
    }

    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        // What serde_json says of text that ends too early.
        IgnoredAny::deserialize(&mut Deserializer::from_slice(b"")).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn read(text: &str, items: usize) -> Result<Option<Graph>, Error> {
        let mut pieces = Pieces::new(text.as_bytes().to_vec());
        while pieces.advance(items)? {}
        Ok(pieces.graph())
    }

    #[test]
    fn a_graph_in_pieces_is_the_graph_as_a_whole() {
        let graph = sample::graph();
        for text in [serde_json::to_string(&graph).unwrap(), serde_json::to_string_pretty(&graph).unwrap()] {
            for items in [1, 2, 7, 1_000] {
                assert_eq!(read(&text, items).unwrap().as_ref(), Some(&graph));
            }
        }
    }

    #[test]
    fn what_is_not_known_is_passed_over() {
        let text = r#" { "more" : {"a":[1,"]"]}, "sequence": 7, "flag": true, "nodes": [ ], "edges":[], "authors":["x"]} "#;
        let graph = read(text, 3).unwrap().unwrap();
        assert_eq!((graph.sequence, graph.authors), (7, vec!["x".to_owned()]));
    }

    #[test]
    fn text_that_is_cut_off_or_wrong_is_an_error_or_nothing() {
        let text = serde_json::to_string(&sample::graph()).unwrap();
        for end in (0..text.len()).step_by(13) {
            assert!(read(&text[..end], 50).is_err(), "{end}");
        }
        assert!(read("<html>", 50).is_err());
        let wrong = text.replace("\"to\":0", "\"to\":99");
        assert_eq!(read(&wrong, 50).unwrap(), None);
    }
}
