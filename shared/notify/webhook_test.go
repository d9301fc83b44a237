package notify

import (
	"net/url"
	"strings"
	"testing"
)

func TestWebhookURL(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		canary,
		"https://hooks.slack.com/workflows/T00000000/A00000000/1234/abcd",
		"https://hooks.slack-gov.com/services/T00000000/B00000000/x",
	} {
		secret := NewSecret(good)
		if _, err := webhookURL(secret); err != nil {
			t.Errorf("%s refused: %v", good, err)
		}
		noLeak(t, secret)
	}
}

// What is not a Slack webhook is never called, and the refusal shows nothing of it.
func TestHostileWebhookURLs(t *testing.T) {
	t.Parallel()
	const path = "/services/T00000000/B00000000/CANARY"
	hostile := []string{
		"", " ", "hooks.slack.com" + path, "//hooks.slack.com" + path, "http://hooks.slack.com" + path,
		"HTTP://hooks.slack.com" + path, "ftp://hooks.slack.com" + path, "file:///etc/passwd", "gopher://hooks.slack.com" + path,
		"javascript:alert(1)", "data:text/plain,CANARY", "https:hooks.slack.com" + path, "https:///services/CANARY",
		"https://evil.example" + path, "https://hooks.slack.com.evil.example" + path, "https://evil.example/hooks.slack.com" + path,
		"https://hooks-slack.com" + path, "https://xhooks.slack.com" + path, "https://slack.com" + path, "https://api.slack.com" + path,
		"https://hooks.slack.com." + path, "https://HOOKS.slack.com.evil" + path, "https://hooks.slack.com:443" + path,
		"https://hooks.slack.com:8443" + path, "https://hooks.slack.com:" + path, "https://hooks.slack.com:0" + path,
		"https://user@hooks.slack.com" + path, "https://user:pass@hooks.slack.com" + path, "https://hooks.slack.com@evil.example" + path,
		"https://hooks.slack.com%40evil.example" + path, "https://hooks.slack.com%00.evil.example" + path, "https://hooks.slack.com\\@evil.example" + path,
		"https://evil.example\\.hooks.slack.com" + path, "https://hooks.slack.com#@evil.example" + path, "https://evil.example#hooks.slack.com" + path,
		"https://hooks.slack.com" + path + "#x", "https://hooks.slack.com" + path + "#", "https://hooks.slack.com" + path + "?next=evil", "https://hooks.slack.com" + path + "?",
		"https://hooks.slack.com", "https://hooks.slack.com/", "https://hooks.slack.com/services", "https://hooks.slack.com/services/",
		"https://hooks.slack.com/workflows/", "https://hooks.slack.com/api/chat.postMessage", "https://hooks.slack.com/servicesx/CANARY",
		"https://hooks.slack.com//services/CANARY", "https://hooks.slack.com/services//CANARY", "https://hooks.slack.com/services/../api/CANARY",
		"https://hooks.slack.com/services/%2e%2e/api/CANARY", "https://hooks.slack.com/%73ervices/CANARY", "https://hooks.slack.com/services/CANARY%0d%0aHost:evil",
		"https://hooks.slack.com/services/CANARY\r\nHost: evil", "https://hooks.slack.com/services/CAN ARY", "https://hooks.slack.com/services/CANARY\x00",
		"https://hooks.slack.com\t" + path, "\nhttps://hooks.slack.com" + path, "https://hooks.slack.com" + path + "\u202e",
		"https://hооks.slack.com" + path, "https://hooks.slack.com。evil.example" + path, "https://hooks。slack。com" + path,
		"https://127.0.0.1" + path, "https://localhost" + path, "https://169.254.169.254" + path, "https://[::1]" + path, "https://[::ffff:127.0.0.1]" + path,
		"https://10.0.0.1" + path, "https://0x7f000001" + path, "https://2130706433" + path, "https://0" + path,
		"https://hooks.slack.com/services/" + strings.Repeat("CANARY", 200), "\x00", "%", "https://[", "https://hooks.slack.com/services/CANARY\\..",
	}
	if len(hostile) < 60 {
		t.Fatalf("only %d hostile URLs", len(hostile))
	}
	for _, s := range hostile {
		u, err := webhookURL(NewSecret(s))
		if err == nil {
			t.Errorf("%q was taken as %s", s, u)
			continue
		}
		noLeak(t, err)
		if parsed, bad := url.Parse(s); bad == nil && len(parsed.Path) > len("/workflows/") && strings.Contains(err.Error(), parsed.Path) {
			t.Errorf("%q shows in %q", s, err)
		}
	}
}

// After resolution too, nothing but the internet is dialed.
func TestPublic(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"127.0.0.1:443", "10.1.2.3:443", "172.16.0.1:443", "192.168.1.1:443", "169.254.169.254:80", "169.254.170.2:80", "0.0.0.0:443",
		"100.64.0.1:443", "192.0.0.8:443", "198.18.0.1:443", "224.0.0.1:443", "255.255.255.255:443", "240.0.0.1:443",
		"[::1]:443", "[::]:443", "[fe80::1]:443", "[fe80::1%eth0]:443", "[fc00::1]:443", "[fd00:ec2::254]:80", "[ff02::1]:443", "[fec0::1]:443",
		"[::ffff:127.0.0.1]:443", "[::ffff:169.254.169.254]:443", "[64:ff9b::7f00:1]:443", "[2002:7f00:1::]:443", "[2001:db8::1]:443",
		"nonsense", "", "hooks.slack.com:443",
	} {
		if err := public(address); err == nil {
			t.Errorf("%s would be dialed", address)
		}
	}
	for _, address := range []string{"3.68.170.153:443", "[2a05:d014::1]:443"} {
		if err := public(address); err != nil {
			t.Errorf("%s would not be dialed: %v", address, err)
		}
	}
}
