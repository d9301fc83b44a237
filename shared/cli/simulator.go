package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"farvault/demo/stage"
	"farvault/shared/guard"
	"farvault/shared/org"
	"farvault/simulator/control"
)

// simulatorCommand serves the simulator with the templates deployed in it, until it is interrupted.
type simulatorCommand struct {
	Listen string `default:"127.0.0.1:4566" help:"TCP address, ${default} unless given. ${listen}" placeholder:"HOST:PORT"`
	Bare   string `help:"${bare}" placeholder:"ID" xor:"world"`

	Settings string   `help:"${deployed}" placeholder:"FILE" type:"existingfile" xor:"world"`
	Regions  []string `help:"Protect these Regions, whatever the settings say." placeholder:"REGION"`
	Seed     string   `help:"${seed}" placeholder:"WORDS"`
	Pilot    bool     `help:"${pilot}" xor:"world"`
}

// simulatorBegins is a Monday, one hour before the first backup that the settings ask for.
var simulatorBegins = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// Run serves. Standard output has one line when everything is ready: the URL.
func (c simulatorCommand) Run(ctx context.Context, s Streams) error {
	if c.Bare != "" {
		return c.bare(ctx, s)
	}
	desk := &control.Control{
		ManagementAccount: stage.ManagementID,
		CentralAccount:    stage.CentralID,
		HomeRegion:        stage.HomeRegion,
	}
	desk.Start()
	defer desk.Stop()
	files, err := c.files()
	if err != nil {
		return err
	}
	mode, accounts, err := c.scope(files)
	if err != nil {
		return err
	}
	level := &slog.LevelVar{}
	level.Set(slog.LevelWarn) // what happens before it is ready would hide how to use it
	set, err := stage.New(ctx, stage.Options{
		Mode:      mode,
		Accounts:  accounts,
		Files:     files,
		Seed:      c.Seed,
		Begins:    simulatorBegins,
		Listen:    c.Listen,
		Operators: "arn:aws:iam::" + stage.CentralID + ":root",
		Log: func(function string) *slog.Logger {
			return slog.New(slog.NewJSONHandler(s.Err, &slog.HandlerOptions{Level: level})).With("function", function)
		},
		Front: func(set *stage.Stage, world http.Handler) http.Handler {
			desk.World, desk.Posted = set.World, func() []control.Post { return posted(set.Slack) }
			desk.Switch = set.Switch
			return desk.Handler(world)
		},
	})
	if err != nil {
		return err
	}
	defer set.Close()
	desk.Advance(10 * time.Minute) // the daily schedule fires: the accounts that are there are protected
	if c.Pilot {
		if err := set.Furnish(ctx, accounts[0], accounts[1]); err != nil {
			return err
		}
		desk.Advance(24 * time.Hour) // the accounts' own plan has run, and the hourly look has seen it
	}
	level.Set(slog.LevelInfo)
	fmt.Fprintf(s.Err, `
The simulator is AWS at %[1]s, with farvault deployed in it. Its clock stands still until it is moved.
An access key id of 12 digits is the administrator of that account: management %[2]s, central %[3]s.

  # as the central account, for farvault and aws
  export AWS_ENDPOINT_URL=%[1]s AWS_REGION=%[4]s AWS_DEFAULT_REGION=%[4]s
  export AWS_ACCESS_KEY_ID=%[3]s AWS_SECRET_ACCESS_KEY=simulated AWS_SESSION_TOKEN=

  # as the management account: an account joins
  AWS_ACCESS_KEY_ID=%[2]s aws organizations create-account --email new@example.com --account-name new
  curl -X POST %[1]s/_simulator/clock -d '{"advance":"20m"}'
  curl %[1]s/_simulator/state

`, set.World.URL(), stage.ManagementID, stage.CentralID, stage.HomeRegion)
	fmt.Fprintln(s.Out, set.World.URL())
	<-ctx.Done()
	return set.Err()
}

// posted are the messages that came to Slack.
func posted(slack *stage.Webhook) []control.Post {
	var all []control.Post
	for _, p := range slack.Posts() {
		var body any
		if json.Unmarshal(p.Body, &body) != nil {
			body = string(p.Body)
		}
		all = append(all, control.Post{At: p.At, Text: p.Text(), Body: body})
	}
	return all
}

// bare serves AWS without farvault.
func (c simulatorCommand) bare(ctx context.Context, s Streams) error {
	if !org.IsAccountID(c.Bare) {
		return wrongUse("--bare is %q: must be an account id of 12 digits", c.Bare)
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String()
	world := &control.Bare{Account: c.Bare, URL: url, Begins: simulatorBegins, Seed: c.Seed}
	world.Reset()
	defer world.Stop()
	server := &http.Server{Handler: world, ReadHeaderTimeout: 10 * time.Second}
	defer server.Close()
	var serving guard.Group
	serving.Go(func() error { return server.Serve(listener) }) // ends with Close, and then has nothing to say
	fmt.Fprintln(s.Out, world.URL)
	<-ctx.Done()
	return nil
}
