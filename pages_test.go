package farvault_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"farvault/shared/settings"
)

// pages are the documents for those who use farvault: the README and docs/.
func pages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) < 10 {
		t.Fatalf("docs/ has %d pages: %v", len(files), err)
	}
	all := map[string]string{}
	for _, file := range append(files, "README.md", "examples/README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[file] = string(text)
	}
	return all
}

var fenced = regexp.MustCompile("(?ms)^ *```([a-z]*)\n(.*?)^ *```$")

// The README is read at one sitting, and no line of a page needs scrolling to the side; rows of tables have no choice.
func TestThePagesFit(t *testing.T) {
	t.Parallel()
	for file, text := range pages(t) {
		lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
		if file == "README.md" && len(lines) > 250 {
			t.Errorf("README.md has %d lines, more than 250", len(lines))
		}
		for i, line := range lines {
			row := strings.HasPrefix(line, "|") && file != "README.md"
			word := !strings.Contains(strings.TrimLeft(line, "- >"), " ") // a URL or an ARN cannot be broken
			if utf8.RuneCountInString(line) > 120 && !row && !word {
				t.Errorf("%s:%d has more than 120 columns", file, i+1)
			}
		}
	}
}

// Every block of a page is of a kind that a test or a gate holds to the product.
func TestEveryBlockIsOfAKindThatIsHeld(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{
		"sh":      "tools/gates/readme.py runs it",
		"output":  "TestTheFirstHour",
		"console": "TestTheCommandsOfThePagesWork runs it",
		"text":    "TestThePagesShowTheDemoAsItIs",
		"check":   "TestThePagesShowFindingsAsTheyArePrinted",
		"yaml":    "TestTheSettingsInPagesAreAccepted",
	}
	for file, text := range pages(t) {
		if strings.Count(text, "```")%2 != 0 {
			t.Errorf("%s: a block is not closed", file)
		}
		for _, m := range fenced.FindAllStringSubmatch(text, -1) {
			if kinds[m[1]] == "" {
				t.Errorf("%s has a block of the kind %q, which nothing holds to the product", file, m[1])
			}
		}
	}
}

var link = regexp.MustCompile(`!?\[[^\]]*\]\(([^)\s]+)\)|(?m)^\[[^\]]+\]: (\S+)|(?:src|srcset|href)="([^"]+)"`)

// linksOf are where a page points to; what stands in code marks is no link.
func linksOf(text string) (all []string) {
	text = regexp.MustCompile("(?s)```.*?```|`[^`]*`").ReplaceAllString(text, "")
	for _, m := range link.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1]+m[2]+m[3])
	}
	return all
}

// anchors are what a document's headings are called in links.
func anchors(text string) (all []string) {
	text = fenced.ReplaceAllString(text, "")
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(strings.NewReplacer("`", "", ",", "", ".", "", "/", "", ":", "", "'", "", "(", "", ")", "").Replace(m[1]))
		all = append(all, strings.ReplaceAll(name, " ", "-"))
	}
	return all
}

// misled names what is wrong with a link of a document: nothing if it leads somewhere.
func misled(file, to string) string {
	if strings.Contains(to, "://") {
		u, err := url.Parse(to)
		if err != nil || u.Scheme != "https" || !strings.Contains(u.Host, ".") || strings.ContainsAny(to, "<>{}| ") {
			return "is not an address such as https://host/path"
		}
		return ""
	}
	path, anchor, _ := strings.Cut(to, "#")
	target := file
	if path != "" {
		target = filepath.Join(filepath.Dir(file), path)
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return "leads to no file"
	case anchor == "":
		return ""
	case info.IsDir():
		return "names a heading of a folder"
	}
	text, err := os.ReadFile(target)
	if err != nil {
		return err.Error()
	}
	if !slices.Contains(anchors(string(text)), anchor) {
		return "leads to no heading of " + target
	}
	return ""
}

func TestTheLinksOfThePagesLeadSomewhere(t *testing.T) {
	t.Parallel()
	found := 0
	for file, text := range pages(t) {
		for _, to := range linksOf(text) {
			found++
			if why := misled(file, to); why != "" {
				t.Errorf("%s: the link %s %s", file, to, why)
			}
		}
	}
	if found < 80 {
		t.Errorf("only %d links were found", found)
	}
}

// Links that lead nowhere are found.
func TestBrokenLinksAreFound(t *testing.T) {
	t.Parallel()
	text := "[a](docs/none.md) ![b](docs/none.png) [c](#nowhere) [d](docs/faq.md#nowhere) [e](http://example.com)\n[f]: https://nohost/\n" +
		`<img src="docs/none.svg">`
	links := linksOf(text)
	if len(links) != 7 {
		t.Errorf("found %q", links)
	}
	for _, to := range links {
		if misled("README.md", to) == "" {
			t.Errorf("%s leads nowhere, and nothing is said", to)
		}
	}
}

// From the README every page of docs/ is one link away.
func TestTheReadmeLeadsToEveryPage(t *testing.T) {
	t.Parallel()
	all := pages(t)
	links := linksOf(all["README.md"])
	for file := range all {
		if strings.HasPrefix(file, "docs/") && !slices.Contains(links, file) {
			t.Errorf("README.md has no link to %s", file)
		}
	}
}

// resourcesOf are the resources of a type in template.yaml, by a property that names them.
func resourcesOf(t *testing.T, kind, property string) (names []string) {
	t.Helper()
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]struct {
			Type       string               `yaml:"Type"`
			Properties map[string]yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	for _, r := range template.Resources {
		if r.Type == kind {
			node := r.Properties[property]
			names = append(names, node.Value)
		}
	}
	slices.Sort(names)
	return names
}

// Whoever is woken by an alarm finds it in operations.md, with what to do; and no alarm there is of yesterday.
func TestEveryAlarmIsExplained(t *testing.T) {
	t.Parallel()
	alarms := resourcesOf(t, "AWS::CloudWatch::Alarm", "AlarmName")
	if len(alarms) < 10 {
		t.Fatalf("template.yaml has %d alarms", len(alarms))
	}
	var explained []string
	row := regexp.MustCompile("(?m)^\\| `(farvault-[a-z-]+)` \\| [^|]+ \\| [^|]{10,} \\|$")
	for _, m := range row.FindAllStringSubmatch(pages(t)["docs/operations.md"], -1) {
		explained = append(explained, m[1])
	}
	slices.Sort(explained)
	if !slices.Equal(alarms, explained) {
		t.Errorf("the alarms are\n%q\nand docs/operations.md explains\n%q", alarms, explained)
	}
}

// Each reason to send a message stands in alerts.md.
func TestEveryReasonToNotifyIsExplained(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("events/farvault-alert/v2.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties struct{ Reason struct{ Enum []string } }
	}
	if err := json.Unmarshal(text, &schema); err != nil || len(schema.Properties.Reason.Enum) < 10 {
		t.Fatalf("the schema has the reasons %q: %v", schema.Properties.Reason.Enum, err)
	}
	for _, reason := range schema.Properties.Reason.Enum {
		if !strings.Contains(pages(t)["docs/alerts.md"], "`"+reason+"`") {
			t.Errorf("docs/alerts.md does not explain the reason %s", reason)
		}
	}
}

// The picture of how it works names what the templates have.
func TestThePictureNamesWhatIsDeployed(t *testing.T) {
	t.Parallel()
	picture, err := os.ReadFile("docs/flow.svg")
	if err != nil {
		t.Fatal(err)
	}
	var deployed strings.Builder
	for _, file := range []string{"template.yaml", "infra/member.yaml", "infra/management.yaml", "infra/settings.yaml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		deployed.Write(text)
	}
	names := regexp.MustCompile(`farvault-[a-z-]+`).FindAllString(string(picture), -1)
	if len(names) < 8 {
		t.Fatalf("the picture names %q", names)
	}
	for _, name := range names {
		if !strings.Contains(deployed.String(), name) {
			t.Errorf("the picture names %s, and the templates do not", name)
		}
	}
	if !strings.Contains(string(picture), "prefers-color-scheme: dark") {
		t.Error("the picture has no dark form")
	}
}

// The words that messages and documents use are in the glossary.
func TestTheGlossaryHasTheWords(t *testing.T) {
	t.Parallel()
	text := pages(t)["docs/glossary.md"]
	var before string
	for _, m := range regexp.MustCompile(`(?m)^\| ([a-z][^|]+) \|`).FindAllStringSubmatch(text, -1) {
		if strings.ToLower(m[1]) < strings.ToLower(before) {
			t.Errorf("%s stands after %s", m[1], before)
		}
		before = m[1]
	}
	for _, word := range []string{"chain", "link", "sweep", "group", "digest", "receiver", "home Region", "sharded vault", "breaker", "reconcile"} {
		if !strings.Contains(text, "\n| "+word+" |") {
			t.Errorf("docs/glossary.md does not explain %s", word)
		}
	}
}

// blocks are the blocks of a kind in all pages, with where each stands.
func blocks(t *testing.T, kind string) (found []block) {
	t.Helper()
	for file, text := range pages(t) {
		for _, m := range fenced.FindAllStringSubmatch(text, -1) {
			if m[1] == kind {
				found = append(found, block{fmt.Sprintf("%s: ", file), m[2]})
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("the pages have no block of %s", kind)
	}
	return found
}

type block struct{ file, text string }

// What a page shows of the settings is accepted as part of a file.
func TestTheSettingsInPagesAreAccepted(t *testing.T) {
	t.Parallel()
	const least = "BackupPlans:\n  - BackupPlanName: p\n    Rules: [{RuleName: r, Lifecycle: {DeleteAfterDays: 35}}]\n" +
		"    Selection: {TagKey: k, TagValue: v}\n"
	for _, b := range blocks(t, "yaml") {
		whole := b.text
		if !strings.Contains(whole, "BackupPlans:") {
			whole += least
		}
		if _, err := settings.Parse(b.file, []byte(whole)); err != nil {
			t.Errorf("%s%v", b.file, err)
		}
	}
}
