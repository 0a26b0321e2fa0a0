//! `dixit serve`: the index over HTTP.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use clap::{Args, ValueEnum};
use dixit::error::Error;
use dixit::serve::{self, Limits, Settings};

use super::Outcome;
use super::ask::SynonymArgs;
use super::reading::ReadArgs;
use super::ui::{Ui, stdout};

const EXAMPLES: &str = "\
Examples:
  dixit serve                              this machine alone, http://127.0.0.1:8600/
  dixit serve --listen 8080 --index news/index
  curl 'http://127.0.0.1:8600/api/v1/search?q=sanctions&n=3'";

const MORE: &str = "\
Its first line on standard output is the address; one line a request goes to standard error.
/api lists what can be asked, docs/serve.md tells how to run it for others. It ends on SIGTERM and
Ctrl-C when what was asked is answered.";

/// Answer questions over HTTP: the queries of the command line for scripts and notebooks
///
/// Reading only. New commits of the index are seen without a restart.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = MORE)]
pub(crate) struct ServeArgs {
    /// Port, or address and port, to listen at; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", value_parser = address, default_value = "127.0.0.1:8600")]
    listen: SocketAddr,
    /// Answer to this name too, beside localhost (repeatable)
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// A proxy stands before it that keeps strangers out and says who its clients are
    #[arg(long)]
    behind_proxy: bool,
    #[command(flatten)]
    synonyms: SynonymArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// How lines about requests are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text, hide_short_help = true)]
    log: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// `8600`, `127.0.0.1:8600`, `[::1]:8600`, `localhost:8600`.
fn address(argument: &str) -> Result<SocketAddr, &'static str> {
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    let port = argument.strip_prefix("localhost:").or_else(|| argument.strip_prefix(':')).unwrap_or(argument);
    let of_port = |port: &str| port.parse().ok().map(|port| SocketAddr::new(loopback, port));
    of_port(port)
        .or_else(|| argument.parse().ok())
        .ok_or("expected a port or an address and a port: 8600, 127.0.0.1:8600")
}

pub(super) fn run(ui: &Ui, place: &Path, args: &ServeArgs) -> Result<Outcome, Error> {
    begin_log(ui, args.log);
    let settings = Settings {
        listen: args.listen,
        index: place.to_owned(),
        paths: ui.view.paths.clone(),
        synonyms: args.synonyms.read()?,
        read: args.read.options(),
        hosts: args.allow_host.clone(),
        behind_proxy: args.behind_proxy,
        tokens: None,
        rate: None,
        limits: Limits::default(),
    };
    serve::serve(settings, |address| {
        let mut out = stdout();
        writeln!(out, "http://{address}/")?;
        Ok(out.flush()?)
    })?;
    Ok(Outcome::Found)
}

/// Lines about requests go to standard error, those about faults alone if it is to be quiet.
fn begin_log(ui: &Ui, format: LogFormat) {
    let level = if ui.quiet { tracing::Level::WARN } else { tracing::Level::INFO };
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    match format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_one_of_this_machine() {
        for (argument, expected) in [
            ("8600", Some("127.0.0.1:8600")),
            (":0", Some("127.0.0.1:0")),
            ("localhost:80", Some("127.0.0.1:80")),
            ("0.0.0.0:80", Some("0.0.0.0:80")),
            ("[::1]:80", Some("[::1]:80")),
            ("example.org:80", None),
            ("99999", None),
            ("", None),
        ] {
            let read = address(argument).ok().map(|address| address.to_string());
            assert_eq!(read.as_deref(), expected, "{argument}");
        }
    }
}
