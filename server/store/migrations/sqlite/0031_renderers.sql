-- What an earlier renderer made is found without reading all there is; the server makes it anew when it starts.
create index renderings_renderer on renderings (renderer);
create index comments_renderer on comments (renderer);
