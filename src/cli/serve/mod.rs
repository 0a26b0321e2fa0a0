//! `dixit serve`: the index over HTTP.

mod token;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use dixit::error::Error;
use dixit::serve::{self, Limits, Settings, Source};

use super::Outcome;
use super::ask::SynonymArgs;
use super::at::AtArgs;
use super::reading::ReadArgs;
use super::tables::configured;
use super::ui::{Ui, stdout};

const EXAMPLES: &str = "\
Examples:
  dixit serve                              this machine alone, http://127.0.0.1:8600/
  dixit serve --listen 8080 --index news/index
  curl 'http://127.0.0.1:8600/api/v1/search?q=sanctions&n=3'";

const MORE: &str = "\
Its first line on standard output is the address, for a browser: docs/web.md tells what the page has.
One line a request goes to standard error.
/api lists what can be asked, docs/serve.md tells how to run it for others. It ends on SIGTERM and
Ctrl-C when what was asked is answered.";

/// Show a page to search in a browser, and answer scripts and notebooks over HTTP
///
/// Reading only. New commits of the index are seen without a restart.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = MORE, args_conflicts_with_subcommands = true)]
pub(crate) struct ServeArgs {
    #[command(subcommand)]
    command: Option<ServeCommand>,
    #[command(flatten)]
    at: AtArgs,
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
    /// Ask every client for one of these tokens, which `dixit serve token` makes [default: tokens.toml in the folder dixit
    /// of your configuration, where other machines can reach the address]
    #[arg(long, global = true, value_name = "FILE", env = "DIXIT_TOKENS", hide_env_values = true)]
    tokens: Option<PathBuf>,
    /// Requests a second that one client may make, a few seconds' worth of them at once; 0 for any number [default: 20,
    /// any number on this machine alone]
    #[arg(long, value_name = "N", hide_short_help = true)]
    rate: Option<u32>,
    /// Requests at once; more are told to come again
    #[arg(long, value_name = "N", default_value_t = Limits::default().requests, hide_short_help = true)]
    max_requests: usize,
    /// Searches at once; others wait for their turn [default: one for each core]
    #[arg(long, value_name = "N", hide_short_help = true)]
    max_searches: Option<NonZeroU32>,
    /// Seconds until an answer must have begun
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().request_time.as_secs(), hide_short_help = true)]
    timeout: u64,
    /// How lines about requests are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text, hide_short_help = true)]
    log: LogFormat,
}

#[derive(Debug, Subcommand)]
enum ServeCommand {
    Token(token::TokenArgs),
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

/// Name of the file of tokens in the configuration.
const TOKENS: &str = "tokens.toml";

/// Requests a second that a client from elsewhere may make unless another number is given.
const RATE: u32 = 20;

impl ServeArgs {
    /// Whether nobody but this machine reaches the address.
    fn is_local(&self) -> bool {
        self.listen.ip().is_loopback() && !self.behind_proxy
    }

    /// The file of tokens, named or not.
    fn token_file(&self) -> Result<PathBuf, Error> {
        let none = || Error::usage("there is no folder for your configuration", "`--tokens FILE` names a file");
        self.tokens.clone().or_else(|| configured(TOKENS)).ok_or_else(none)
    }

    /// What is served: the index, or an engine elsewhere.
    fn source(&self, place: &Path) -> Result<Source, Error> {
        if !self.at.is_elsewhere() {
            return Ok(Source::Index(place.to_owned()));
        }
        Ok(Source::Archive { archive: self.at.open(place)?.into(), name: self.at.name() })
    }

    fn settings(&self, ui: &Ui, place: &Path) -> Result<Settings, Error> {
        let asks_for_tokens = self.tokens.is_some() || !(self.listen.ip().is_loopback() || self.behind_proxy);
        let usual = Limits::default();
        let limits = Limits {
            requests: self.max_requests.max(1),
            searches: self.max_searches.map_or(usual.searches, |searches| searches.get() as usize),
            request_time: Duration::from_secs(self.timeout.max(1)),
            ..usual
        };
        Ok(Settings {
            listen: self.listen,
            source: self.source(place)?,
            paths: ui.view.paths.clone(),
            synonyms: self.synonyms.read()?,
            read: self.read.options(),
            hosts: self.allow_host.clone(),
            behind_proxy: self.behind_proxy,
            tokens: if asks_for_tokens { Some(self.token_file()?) } else { None },
            rate: NonZeroU32::new(self.rate.unwrap_or(if self.is_local() { 0 } else { RATE })),
            limits,
        })
    }
}

pub(super) fn run(ui: &Ui, place: &Path, args: &ServeArgs) -> Result<Outcome, Error> {
    if let Some(ServeCommand::Token(token)) = &args.command {
        return token::run(ui, &args.token_file()?, token);
    }
    begin_log(ui, args.log);
    serve::serve(args.settings(ui, place)?, |address| {
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
