package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"farvault"
	"farvault/demo/stage"
	"farvault/shared/cli"
)

// A screen is a command that is pictured, after the pilot of docs/first-hour.md has met its failure.
type screen struct{ name, command string }

var screens = []screen{
	{"doctor", "doctor"}, {"status", "status"}, {"coverage", "coverage"}, {"alerts", "alerts show"},
}

// screenWidths are the terminals' columns.
var screenWidths = []int{80, 120}

// pictures are the documents of all screens.
func pictures() (all []document) {
	for _, columns := range screenWidths {
		all = append(all, document{fmt.Sprintf("docs/demo-%d.svg", columns), func(string) ([]byte, error) {
			text, err := demoText(columns)
			if err != nil {
				return nil, err
			}
			return terminal(columns, text)
		}})
		for _, s := range screens {
			all = append(all, document{fmt.Sprintf("docs/%s-%d.svg", s.name, columns), func(string) ([]byte, error) {
				shown, err := played()
				if err != nil {
					return nil, err
				}
				return terminal(columns, shown[[2]string{s.name, fmt.Sprint(columns)}])
			}})
		}
	}
	return all
}

// demoText is what `farvault demo` prints until the copy that will fail has been told and repaired.
func demoText(columns int) (string, error) {
	text, err := typed("demo", columns)
	if err != nil {
		return "", err
	}
	text, _, ends := strings.Cut(text, "\n5. ")
	if !ends {
		return "", errors.New("the demo has no fifth scene")
	}
	return "$ farvault demo\n" + text, nil
}

// typed is what a command prints at a terminal with colors: $ and the command, and its output.
func typed(line string, columns int) (string, error) {
	var out bytes.Buffer
	s := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &out, Screen: cli.Screen{Width: columns, Colors: true}}
	if status := cli.Run(context.Background(), strings.Fields(line), s); status > 1 {
		return "", fmt.Errorf("farvault %s: exit status %d: %s", line, status, out.String())
	}
	return out.String(), nil
}

// played is what every screen shows, by its name and its columns. The world is the same for all, and is played once.
var played = sync.OnceValues(func() (map[[2]string]string, error) {
	folder, err := os.MkdirTemp("", "farvault-screens")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "settings.yaml")
	set, err := pilot(file)
	if err != nil {
		return nil, err
	}
	defer set.Close()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": set.World.URL(), "AWS_REGION": stage.HomeRegion, "AWS_ACCESS_KEY_ID": stage.CentralID,
		"AWS_SECRET_ACCESS_KEY": "simulated", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_CONFIG_FILE": os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	list, err := typed("alerts list", 0)
	if err != nil {
		return nil, err
	}
	_, row, _ := strings.Cut(list, "CAUSE\n")
	group, _, _ := strings.Cut(row, " ")
	shown := map[[2]string]string{}
	for _, s := range screens {
		line := s.command
		if s.name == "alerts" {
			line += " " + group
		} else {
			line += " --settings " + file
		}
		for _, columns := range screenWidths {
			text, err := typed(line, columns)
			if err != nil {
				return nil, err
			}
			key := [2]string{s.name, fmt.Sprint(columns)}
			shown[key] = "$ farvault " + s.command + argument(s, group) + "\n" + placeless(text)
		}
	}
	return shown, nil
})

// argument is what the reader would type after the command.
func argument(s screen, group string) string {
	if s.name == "alerts" {
		return " " + group
	}
	return ""
}

// placeless is a command's output without its first line, which says where the simulator of this run is.
func placeless(text string) string {
	_, text, _ = strings.Cut(text, "farvault in account ")
	_, text, _ = strings.Cut(text, "\n")
	if strings.HasPrefix(text, "http://") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// pilot plays the first hour until the failure, with settings that it writes into a file.
func pilot(file string) (*stage.Stage, error) {
	const settings = "infra/settings.yaml"
	text, err := fs.ReadFile(farvault.Files, settings)
	if err != nil {
		return nil, err
	}
	accounts := []string{stage.Members[0].ID, stage.Members[1].ID}
	was, is := "IncludeAccounts: []", `IncludeAccounts: ["`+strings.Join(accounts, `", "`)+`"]`
	if !bytes.Contains(text, []byte(was)) {
		return nil, errors.New("the settings have no " + was)
	}
	text = bytes.Replace(text, []byte(was), []byte(is), 1)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	set, err := stage.New(context.Background(), stage.Options{
		Files: rescoped{farvault.Files, text}, Mode: "Observe", Accounts: accounts,
		Begins: time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC), Operators: "arn:aws:iam::" + stage.CentralID + ":root",
		Log: func(string) *slog.Logger { return slog.New(slog.DiscardHandler) },
	})
	if err != nil {
		return nil, err
	}
	set.World.Advance(10 * time.Minute)
	if err := set.Furnish(context.Background(), accounts[0], accounts[1]); err != nil {
		return nil, err
	}
	set.World.Advance(24 * time.Hour)
	if err := set.Switch("Protect"); err != nil {
		return nil, err
	}
	set.World.Advance(24 * time.Hour)
	return set, set.Err()
}

// rescoped are the shipped files with other settings.
type rescoped struct {
	fs.FS
	settings []byte
}

// ReadFile gives the settings in place of the file.
func (r rescoped) ReadFile(name string) ([]byte, error) {
	if name == "infra/settings.yaml" {
		return r.settings, nil
	}
	return fs.ReadFile(r.FS, name)
}
