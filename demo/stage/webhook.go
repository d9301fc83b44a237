package stage

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// webhookHost is the host that the Slack function insists on.
const webhookHost = "hooks.slack.com"

// Webhook is a Slack incoming webhook on loopback: a real HTTPS server that
// holds a certificate for Slack's host name, signed by nobody but itself.
type Webhook struct {
	server *httptest.Server
	client *http.Client

	now    func() time.Time
	mu     sync.Mutex
	bodies []Post
	status int    // what it answers instead of taking a message; zero: it takes them
	word   string // beside the status
}

// Post is a message that Slack has received.
type Post struct {
	At   time.Time // simulated
	Path string    // of the webhook, which tells the channel
	Body []byte
}

// Text is what Slack shows as the notification of the post.
func (p Post) Text() string {
	var payload struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(p.Body, &payload); err != nil {
		return "not JSON: " + err.Error()
	}
	return payload.Text
}

// newWebhook starts the receiver, which notes the time by now. Its client reaches it under Slack's own name:
// only the dialer and the trusted root differ from the client that production uses.
func newWebhook(now func() time.Time) (*Webhook, error) {
	certificate, err := selfSigned(webhookHost)
	if err != nil {
		return nil, err
	}
	w := &Webhook{now: now}
	w.server = httptest.NewUnstartedServer(http.HandlerFunc(w.receive))
	w.server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	w.server.StartTLS()
	roots := x509.NewCertPool()
	roots.AddCert(certificate.Leaf)
	address := w.server.Listener.Addr().String()
	w.client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}}
	return w, nil
}

// receive answers as Slack does: 200 and "ok", or what it was told to refuse with.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks
func (w *Webhook) receive(out http.ResponseWriter, in *http.Request) {
	body, err := io.ReadAll(io.LimitReader(in.Body, 1<<20))
	if err != nil || in.Method != http.MethodPost {
		http.Error(out, "invalid_payload", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.status != 0 {
		http.Error(out, w.word, w.status)
		return
	}
	w.bodies = append(w.bodies, Post{w.now(), in.URL.Path, body})
	_, _ = io.WriteString(out, "ok") // the sender may be gone
}

// Refuse makes it answer that status and word from now on, as Slack does when a webhook was removed or is busy; zero:
// it takes messages again.
func (w *Webhook) Refuse(status int, word string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status, w.word = status, word
}

// Posts are the messages received so far.
func (w *Webhook) Posts() []Post {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Post(nil), w.bodies...)
}

func (w *Webhook) close() {
	w.client.CloseIdleConnections()
	w.server.Close()
}

// selfSigned makes a certificate for one host that is its own authority.
func selfSigned(host string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		DNSNames:              []string{host},
		IsCA:                  true,
		BasicConstraintsValid: true,
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}
