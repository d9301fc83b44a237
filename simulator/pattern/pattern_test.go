package pattern_test

import (
	"strings"
	"testing"

	"farvault/simulator/pattern"
)

// event is shaped like AWS's example of the pattern guide.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
const event = `{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","account":"111122223333",
 "resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-1","arn:aws:ec2:us-east-1:111122223333:instance/i-2"],
 "detail":{"state":"running","count":5,"ratio":3.0e2,"none":null,"flag":true,"file":"a/lib/B.PNG","ip":"10.0.0.7","empty":{},"nothing":[],
  "nodes":[{"id":"a","size":1},{"id":"b","size":2}]}}`

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		pattern string
		want    bool
	}{
		"exact":                                       {`{"source":["aws.ec2"]}`, true},
		"exact, other":                                {`{"source":["aws.s3"]}`, false},
		"case counts":                                 {`{"source":["AWS.ec2"]}`, false},
		"any of a list":                               {`{"source":["aws.s3","aws.ec2"]}`, true},
		"every field":                                 {`{"source":["aws.ec2"],"account":["999999999999"]}`, false},
		"nested":                                      {`{"detail":{"state":["running"]}}`, true},
		"a field that is absent":                      {`{"detail":{"status":["running"]}}`, false},
		"an array of the event meets the list":        {`{"resources":[{"suffix":"i-2"}]}`, true},
		"an element of an array of objects":           {`{"detail":{"nodes":{"id":["b"],"size":[2]}}}`, true},
		"one element must fit the whole pattern":      {`{"detail":{"nodes":{"id":["a"],"size":[2]}}}`, false},
		"prefix":                                      {`{"source":[{"prefix":"aws."}]}`, true},
		"prefix, ignoring case":                       {`{"source":[{"prefix":{"equals-ignore-case":"AWS."}}]}`, true},
		"suffix":                                      {`{"detail":{"file":[{"suffix":".png"}]}}`, false},
		"suffix, ignoring case":                       {`{"detail":{"file":[{"suffix":{"equals-ignore-case":".png"}}]}}`, true},
		"equals-ignore-case":                          {`{"detail":{"state":[{"equals-ignore-case":"RUNNING"}]}}`, true},
		"wildcard":                                    {`{"detail":{"file":[{"wildcard":"*/lib/*"}]}}`, true},
		"wildcard needs all parts":                    {`{"detail":{"file":[{"wildcard":"*/lib/*.txt"}]}}`, false},
		"wildcard parts do not overlap":               {`{"detail":{"state":[{"wildcard":"runni*ning"}]}}`, false},
		"wildcard star escaped":                       {`{"detail":{"state":[{"wildcard":"runn\\*"}]}}`, false},
		"anything-but":                                {`{"detail":{"state":[{"anything-but":"stopped"}]}}`, true},
		"anything-but the value":                      {`{"detail":{"state":[{"anything-but":"running"}]}}`, false},
		"anything-but a list":                         {`{"detail":{"state":[{"anything-but":["stopped","running"]}]}}`, false},
		"anything-but needs the field":                {`{"detail":{"status":[{"anything-but":"stopped"}]}}`, false},
		"anything-but a number":                       {`{"detail":{"count":[{"anything-but":[4,6]}]}}`, true},
		"anything-but a string, on a number":          {`{"detail":{"count":[{"anything-but":"5"}]}}`, true},
		"anything-but a prefix":                       {`{"detail":{"state":[{"anything-but":{"prefix":"run"}}]}}`, false},
		"anything-but a list of prefixes":             {`{"detail":{"state":[{"anything-but":{"prefix":["stop","init"]}}]}}`, true},
		"anything-but a suffix":                       {`{"detail":{"state":[{"anything-but":{"suffix":"ing"}}]}}`, false},
		"anything-but, ignoring case":                 {`{"detail":{"state":[{"anything-but":{"equals-ignore-case":["Running"]}}]}}`, false},
		"anything-but a wildcard":                     {`{"detail":{"file":[{"anything-but":{"wildcard":"*/lib/*"}}]}}`, false},
		"anything-but, on an array with another":      {`{"resources":[{"anything-but":{"suffix":"i-1"}}]}`, true},
		"exists":                                      {`{"detail":{"state":[{"exists":true}]}}`, true},
		"exists: null is there":                       {`{"detail":{"none":[{"exists":true}]}}`, true},
		"exists works on leaves":                      {`{"detail":{"nodes":[{"exists":true}]}}`, false},
		"does not exist":                              {`{"detail":{"errorCode":[{"exists":false}]}}`, true},
		"does not exist, but it does":                 {`{"detail":{"state":[{"exists":false}]}}`, false},
		"does not exist, below what is not there":     {`{"detail":{"a":{"b":[{"exists":false}]}}}`, true},
		"does not exist: an empty array has no value": {`{"detail":{"nothing":[{"exists":false}]}}`, true},
		"numbers are compared as written":             {`{"detail":{"ratio":[300]}}`, false},
		"numeric compares numbers":                    {`{"detail":{"ratio":[{"numeric":["=",300]}]}}`, true},
		"numeric range":                               {`{"detail":{"count":[{"numeric":[">",0,"<=",5]}]}}`, true},
		"numeric range, outside":                      {`{"detail":{"count":[{"numeric":[">",5]}]}}`, false},
		"numeric is not for strings":                  {`{"account":[{"numeric":[">",0]}]}`, false},
		"null":                                        {`{"detail":{"none":[null]}}`, true},
		"null is not absence":                         {`{"detail":{"status":[null]}}`, false},
		"true":                                        {`{"detail":{"flag":[true]}}`, true},
		"a string is not a boolean":                   {`{"detail":{"flag":["true"]}}`, false},
		"cidr":                                        {`{"detail":{"ip":[{"cidr":"10.0.0.0/24"}]}}`, true},
		"cidr, outside":                               {`{"detail":{"ip":[{"cidr":"10.0.1.0/24"}]}}`, false},
		"$or, second":                                 {`{"$or":[{"source":["aws.s3"]},{"detail":{"count":[5]}}]}`, true},
		"$or, none":                                   {`{"$or":[{"source":["aws.s3"]},{"detail":{"count":[6]}}]}`, false},
		"$or and its neighbor":                        {`{"account":["1"],"$or":[{"source":["aws.ec2"]},{"source":["aws.s3"]}]}`, false},
		"$or below":                                   {`{"detail":{"$or":[{"state":["x"]},{"count":[5]}]}}`, true},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			p, err := pattern.Parse([]byte(tt.pattern))
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Match([]byte(event)); got != tt.want {
				t.Errorf("%s matches: %t, want %t", tt.pattern, got, tt.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ pattern, want string }{
		"no JSON":                           {`{"source"`, "not JSON"},
		"an array":                          {`[]`, "not an object"},
		"a bare value":                      {`{"source":"aws.ec2"}`, `"source" must be an object or an array`},
		"an empty array":                    {`{"source":[]}`, "empty arrays"},
		"an empty object":                   {`{"detail":{}}`, "empty objects"},
		"an unknown operator":               {`{"source":[{"contains":"x"}]}`, "unrecognized match type contains"},
		"two operators":                     {`{"source":[{"prefix":"a","suffix":"b"}]}`, "only one key"},
		"prefix of a number":                {`{"source":[{"prefix":1}]}`, "prefix match pattern must be a string"},
		"consecutive wildcards":             {`{"source":[{"wildcard":"a**"}]}`, "consecutive wildcard"},
		"a numeric operator":                {`{"n":[{"numeric":["!",1]}]}`, "unrecognized numeric range operator"},
		"anything-but nothing":              {`{"s":[{"anything-but":[]}]}`, "must not be empty"},
		"anything-but a boolean":            {`{"s":[{"anything-but":true}]}`, "anything-but must be"},
		"anything-but an unknown operator":  {`{"s":[{"anything-but":{"numeric":["=",1]}}]}`, "unsupported anything-but"},
		"exists as text":                    {`{"s":[{"exists":"true"}]}`, "true or false"},
		"$or of one":                        {`{"$or":[{"a":[1]}]}`, "at least two"},
		"an address that is not a network":  {`{"s":[{"cidr":"10.0.0.1"}]}`, "CIDR"},
		"text after the end of the pattern": {`{"s":[1]} x`, "not JSON"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if _, err := pattern.Parse([]byte(tt.pattern)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Parse(%s) error %v, want one with %q", tt.pattern, err, tt.want)
			}
		})
	}
}

// FuzzPattern: any bytes are refused or become a pattern that can be asked about any other bytes.
func FuzzPattern(f *testing.F) {
	f.Add([]byte(`{"source":[{"anything-but":{"prefix":["a"]}}],"$or":[{"a":[1]},{"b":[{"exists":false}]}]}`), []byte(event))
	f.Fuzz(func(_ *testing.T, text, event []byte) {
		if p, err := pattern.Parse(text); err == nil {
			p.Match(event)
		}
	})
}
