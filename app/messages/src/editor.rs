//! The editor and the forms of an article: toolbar, preview, counters, quoting by selection, similar titles.
