// Command bill prints what a month of farvault costs, line by line of AWS's bill, for organizations of three sizes. The
// rows are data, with AWS's page, and where and of when the price was read; alarms, metrics, dashboards, polled queues
// and secrets are counted in the template. Storage of backups and the transfer of copies are not in it: they cost the
// same without farvault.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"strings"

	"farvault"
)

// sizes are the organizations, by their accounts.
var sizes = []int{100, 1000, 10000}

func main() {
	n, err := counted()
	if err != nil {
		log.Fatal(err)
	}
	table(os.Stdout, rows(n))
}

var (
	alarm      = regexp.MustCompile(`(?m)^    Type: AWS::CloudWatch::Alarm$`)
	metric     = regexp.MustCompile(`\["farvault","(\w+)"\]`)
	ofCategory = regexp.MustCompile(`\{farvault,Category\} MetricName=`)
	secret     = regexp.MustCompile(`(?m)^  \w+SecretArn:$`)
	dashboard  = regexp.MustCompile(`(?m)^    Type: AWS::CloudWatch::Dashboard$`)
	polled     = regexp.MustCompile(`(?m)^          Type: SQS$`)
)

// counted counts in the template. A metric by category is one for each category.
func counted() (counts, error) {
	text, err := farvault.Files.ReadFile("template.yaml")
	if err != nil {
		return counts{}, err
	}
	names := map[string]bool{}
	for _, m := range metric.FindAllSubmatch(text, -1) {
		names[string(m[1])] = true
	}
	return counts{
		alarms:  len(alarm.FindAll(text, -1)),
		metrics: len(names) + len(ofCategory.FindAll(text, -1))*categories,
		secrets: len(secret.FindAll(text, -1)),

		dashboards: len(dashboard.FindAll(text, -1)),
		queues:     len(polled.FindAll(text, -1)),
	}, nil
}

// table writes the bill in Markdown.
func table(to io.Writer, all []row) {
	head := []string{"A month, in US dollars"}
	for _, accounts := range sizes {
		head = append(head, fmt.Sprintf("%d accounts", accounts))
	}
	line(to, append(head, "Price of a unit", "Read in a text of"))
	line(to, []string{"---", "---:", "---:", "---:", "---", "---"})
	total := make([]float64, len(sizes))
	for _, r := range all {
		cells := []string{r.item}
		for i, accounts := range sizes {
			total[i] += r.dollars(accounts)
			cells = append(cells, fmt.Sprintf("%.2f", r.dollars(accounts)))
		}
		line(to, append(cells, fmt.Sprintf("[%g for %s](%s)", r.cost, r.unit, r.page),
			fmt.Sprintf("[%s](%s)", r.read.when, r.read.where)))
	}
	sum := []string{"**Together**"}
	for _, t := range total {
		sum = append(sum, fmt.Sprintf("**%.2f**", t))
	}
	line(to, append(sum, "us-east-1", ""))
	fmt.Fprintf(
		to,
		"\nA key costs another dollar a month after each of its first two yearly rotations: from the third year %s more "+
			"([%s](%s)).\n",
		strings.Join(rotated(all[0]), ", "), rotationSource.when, rotationSource.where,
	)
}

// rotated is what two rotations of each key add, by the sizes.
func rotated(keys row) (more []string) {
	for _, accounts := range sizes {
		more = append(more, fmt.Sprintf("%.0f", 2*keys.dollars(accounts)))
	}
	return more
}

func line(to io.Writer, cells []string) {
	fmt.Fprintln(to, "| "+strings.Join(cells, " | ")+" |")
}
