package regress

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"farvault/demo/bootstrap"
)

// realTime is how every version's mains pass the clock to what they run.
var realTime = []byte("log, time.Now).Run")

// simulatedTime is a file of each main in its place: it asks the simulator what time it is.
const simulatedTime = `package main

import (
	"net/http"
	"os"
	"strings"
	"time"
)

func simulatedNow() time.Time {
	body := strings.NewReader("Action=GetCallerIdentity&Version=2011-06-15")
	ask, err := http.NewRequest(http.MethodPost, os.Getenv("AWS_ENDPOINT_URL"), body)
	if err != nil {
		panic(err)
	}
	ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	ask.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+os.Getenv("AWS_ACCESS_KEY_ID")+
		"/20260302/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		panic(err)
	}
	answer.Body.Close()
	now, err := time.Parse(time.RFC3339, answer.Header.Get("X-Simulated-Time"))
	if err != nil {
		panic(err)
	}
	return now
}
`

// Simulate has the functions of a version, whose files Checkout wrote, read the simulated clock. It changes one word of
// each main: what the clock is.
func Simulate(source string) error {
	for _, f := range bootstrap.Functions {
		file := filepath.Join(source, "functions", f, "main.go")
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if bytes.Count(text, realTime) != 1 {
			return fmt.Errorf("%s does not pass the time as %q once", file, realTime)
		}
		text = bytes.Replace(text, realTime, []byte("log, simulatedNow).Run"), 1)
		text = bytes.Replace(text, []byte("\t\"time\"\n"), nil, 1)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), "clock.go"), []byte(simulatedTime), 0o600); err != nil {
			return err
		}
	}
	return nil
}
