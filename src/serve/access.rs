//! Who asks, and whether they may: tokens, and how often one client may ask.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::problem::Problem;
use super::token::Scope;
use super::tokens::TokenFile;

/// How many seconds' worth of requests a client may make at once.
const BURST_SECONDS: u32 = 4;

/// Requests after which clients that have not asked for long are forgotten.
const FORGET_AFTER: u32 = 1024;

/// The address of a client as the proxy says it.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who may ask, and how often.
pub(super) struct Access {
    tokens: Option<TokenFile>,
    rates: Option<Rates>,
    behind_proxy: bool,
}

/// Who asks: those with a token by its name, others by their address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Client {
    /// Its name.
    Token(String),
    /// Of IPv6 the network, all addresses of which one client has.
    Address(IpAddr),
}

struct Rates {
    limiter: DefaultKeyedRateLimiter<Client>,
    clock: DefaultClock,
    asked: AtomicU32,
}

impl Access {
    pub(super) fn new(tokens: Option<TokenFile>, rate: Option<NonZeroU32>, behind_proxy: bool) -> Self {
        let rates = rate.map(|rate| Rates {
            limiter: RateLimiter::keyed(Quota::per_second(rate).allow_burst(rate.saturating_mul(BURST))),
            clock: DefaultClock::default(),
            asked: AtomicU32::new(0),
        });
        Self { tokens, rates, behind_proxy }
    }

    /// Who asks for what `scope` is needed for.
    ///
    /// # Errors
    ///
    /// That they may not, or not so often.
    pub(super) fn check(&self, headers: &HeaderMap, peer: SocketAddr, scope: Option<Scope>) -> Result<Client, Problem> {
        let address = Client::Address(network(self.address(headers, peer)));
        let (Some(tokens), Some(scope)) = (&self.tokens, scope) else {
            self.check_rate(&address)?;
            return Ok(address);
        };
        // Before the token is looked at, so that nobody tries many.
        let Some((name, scopes)) = secret(headers).and_then(|secret| tokens.holder(&secret)) else {
            self.check_rate(&address)?;
            return Err(challenge());
        };
        let client = Client::Token(name);
        self.check_rate(&client)?;
        if scopes.contains(&scope) {
            return Ok(client);
        }
        let message = format!("this token is not good for `{}`", scope.name());
        Err(Problem::new(StatusCode::FORBIDDEN, "scope", message)
            .help(format!("`dixit serve token new NAME --scope {}` makes one that is", scope.name())))
    }

    fn check_rate(&self, client: &Client) -> Result<(), Problem> {
        let Some(rates) = &self.rates else { return Ok(()) };
        if rates.asked.fetch_add(1, Ordering::Relaxed) % FORGET_AFTER == 0 {
            rates.limiter.retain_recent();
        }
        rates.limiter.check_key(client).map_err(|until| {
            let wait = until.wait_time_from(rates.clock.now()).as_secs_f64().ceil();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Some seconds, and floats saturate.
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate", "too many requests from one client")
                .retry_after((wait as u32).max(1))
        })
    }

    /// The last address that the nearest proxy wrote: what stands before it a client may have invented.
    fn address(&self, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
        let told = headers.get_all(FORWARDED_FOR).into_iter().next_back().filter(|_| self.behind_proxy);
        let last = told.and_then(|told| told.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        last.unwrap_or(peer.ip())
    }
}

const BURST: NonZeroU32 = NonZeroU32::new(BURST_SECONDS).unwrap();

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.into(),
            None => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        },
        address @ IpAddr::V4(_) => address,
    }
}

/// What the client shows: `Bearer TOKEN`, or the token as a password, which browsers ask for.
fn secret(headers: &HeaderMap) -> Option<String> {
    let (scheme, shown) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let shown = shown.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(shown.to_owned());
    }
    let pair = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(shown).ok())??;
    let (_, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    Some(password.to_owned())
}

fn challenge() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "token", "a token is needed")
        .help(
            "send `Authorization: Bearer TOKEN`, or the token as the password; `dixit serve token new NAME` makes one",
        )
        .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"dixit\""))
        .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"dixit\", charset=\"UTF-8\""))
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Token(name) => write!(f, "token:{name}"),
            Self::Address(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse::<header::HeaderName>().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_token_is_shown_as_such_or_as_a_password() {
        let shown = |value| secret(&headers(&[("authorization", value)]));
        assert_eq!(shown("Bearer abc"), Some("abc".to_owned()));
        assert_eq!(shown("bearer  abc"), Some("abc".to_owned()));
        assert_eq!(shown("Basic YWRhOmE6YmM="), Some("a:bc".to_owned()));
        for wrong in ["Basic ???", "Basic YWRh", "Digest abc", "abc", ""] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_client_is_whom_the_nearest_proxy_names_if_there_is_one() {
        let peer: SocketAddr = "127.0.0.1:5000".parse().unwrap();
        let told = headers(&[("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "1.1.1.1, 192.0.2.7")]);
        let address = |behind| Access::new(None, None, behind).address(&told, peer).to_string();
        assert_eq!([address(false), address(true)], ["127.0.0.1", "192.0.2.7"]);
        let network = |text: &str| super::network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn one_client_alone_is_told_to_wait() {
        let access = Access::new(None, NonZeroU32::new(1), false);
        let ask = |peer: &str| access.check(&HeaderMap::new(), peer.parse().unwrap(), Some(Scope::Read));
        for _ in 0..BURST_SECONDS {
            assert!(ask("192.0.2.1:1").is_ok());
        }
        assert_eq!(ask("192.0.2.1:2").unwrap_err().status, StatusCode::TOO_MANY_REQUESTS);
        assert!(ask("192.0.2.2:1").is_ok());
    }
}
