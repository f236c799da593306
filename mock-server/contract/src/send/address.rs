//! Where the target is: its URL taken apart, and a first connection to see that someone is there.

use super::CannotRun;
use crate::options::Target;
use http::Uri;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// A target whose URL has been read.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// As given, without a trailing slash.
    pub(crate) base: String,
    host: String,
    port: u16,
}

impl Address {
    /// Reads a target's URL.
    ///
    /// # Errors
    ///
    /// When it is not an `http` URL of a host and an optional path.
    pub(crate) fn read(target: &Target) -> Result<Self, CannotRun> {
        let url = target.base_url.trim().to_owned();
        let bad = |reason: &str| CannotRun::BadTarget {
            url: url.clone(),
            reason: reason.to_owned(),
        };
        let uri: Uri = url
            .parse()
            .map_err(|error: http::uri::InvalidUri| bad(&error.to_string()))?;
        let scheme = uri
            .scheme_str()
            .ok_or_else(|| bad("it has to begin with `http://`"))?;
        if scheme != "http" {
            return Err(CannotRun::UnsupportedScheme {
                scheme: scheme.to_owned(),
                url: url.clone(),
            });
        }
        if uri.query().is_some() || url.contains('#') {
            return Err(bad("a query or fragment cannot be part of a base"));
        }
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return Err(bad("credentials do not belong in it"));
        }
        let host = uri
            .host()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| bad("it names no host"))?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let port = uri.port_u16().unwrap_or(80);
        Ok(Address {
            base: url.trim_end_matches('/').to_owned(),
            host,
            port,
        })
    }

    /// Sees whether someone takes connections.
    ///
    /// # Errors
    ///
    /// When the host has no address or none of its addresses takes a connection in time.
    pub(crate) async fn reach(&self, limit: Duration) -> Result<(), CannotRun> {
        let unreachable = |reason: String| CannotRun::Unreachable {
            url: self.base.clone(),
            reason,
        };
        let unknown = |reason: String| CannotRun::UnknownHost {
            host: self.host.clone(),
            reason,
        };
        let connect = async {
            let addresses = lookup_host((self.host.as_str(), self.port)).await;
            let addresses = addresses.map_err(|error| unknown(error.to_string()))?;
            let mut last = unknown("it has no address".to_owned());
            for address in addresses {
                match TcpStream::connect(address).await {
                    Ok(_) => return Ok(()),
                    Err(error) => last = unreachable(error.to_string()),
                }
            }
            Err(last)
        };
        match timeout(limit, connect).await {
            Ok(result) => result,
            Err(_) => Err(unreachable(format!("no connection within {limit:?}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_keeps_its_path() {
        let address = Address::read(&Target::new("http://127.0.0.1:4010/links/")).unwrap();
        assert_eq!(address.base, "http://127.0.0.1:4010/links");
        assert_eq!((address.host.as_str(), address.port), ("127.0.0.1", 4010));
        assert_eq!(
            Address::read(&Target::new("http://[::1]:80")).unwrap().host,
            "::1"
        );
    }

    #[test]
    fn what_is_no_base_is_refused() {
        let refusal = |url: &str| Address::read(&Target::new(url)).unwrap_err().to_string();
        assert!(refusal("https://example.com").contains("http only"));
        assert!(refusal("localhost:4010").contains("localhost:4010"));
        assert!(refusal("http://").contains("not the address"));
        assert!(refusal("http://a/b?c").contains("query"));
        assert!(refusal("http://u:p@a/").contains("credentials"));
        assert!(refusal("").contains("not the address"));
    }
}
