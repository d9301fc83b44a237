package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// callTime bounds a call from the dial to the last byte of the answer.
const callTime = 10 * time.Second

// NewClient is the HTTP client for Slack: TLS 1.2 or newer against the system's roots, no proxy from the environment,
// no redirects, and no address that is not public, whatever a name resolves to.
func NewClient() *http.Client {
	dialer := &net.Dialer{Timeout: callTime, Control: func(_, address string, _ syscall.RawConn) error {
		// Control sees the address after resolution, so that a name that resolves anew to a private one is refused too.
		return public(address)
	}}
	return &http.Client{
		Timeout:       callTime,
		CheckRedirect: noRedirect,
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, addr)
			},
			TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:   callTime,
			ResponseHeaderTimeout: callTime,
			ForceAttemptHTTP2:     true,
			MaxIdleConns:          2,
			IdleConnTimeout:       time.Minute,
		},
	}
}

var errRedirect = errors.New("a redirect was refused")

func noRedirect(*http.Request, []*http.Request) error { return errRedirect }

// notPublic are ranges that netip does not name: shared address space, this network,
// protocol assignments, documentation, benchmarks, reserved; NAT64 and 6to4, which can carry a private address.
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
var notPublic = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
	"2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")

func prefixes(cidrs ...string) (out []netip.Prefix) {
	for _, c := range cidrs {
		out = append(out, netip.MustParsePrefix(c))
	}
	return out
}

// public refuses an address that is not out on the internet: loopback, private, link-local (where
// instance metadata answers), multicast and what else is special.
func public(address string) error {
	addr, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the host resolved to %q, which is not an address", address)
	}
	ip := addr.Addr().Unmap()
	special := !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast()
	for _, p := range notPublic {
		special = special || p.Contains(ip)
	}
	if special {
		return fmt.Errorf("the host resolved to %s, which is not a public address", ip)
	}
	return nil
}
