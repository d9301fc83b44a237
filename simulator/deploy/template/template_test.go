package template_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/deploy/template"
)

// head is a template up to its outputs: its last line is 28.
const head = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name: { Type: String, Default: farvault }
  Days: { Type: Number, Default: 90, AllowedValues: [30, 90], MinValue: 1 }
  People: { Type: CommaDelimitedList, Default: "a, b" }
  Nobody: { Type: CommaDelimitedList, Default: "" }
  Mail: { Type: String, Default: "", AllowedPattern: "^$|.+@.+", ConstraintDescription: must be a mail address }
Mappings: { Homes: { aws: { Region: eu-west-1, Codes: [a, b] } } }
Conditions:
  HasName: !Not [!Equals [!Ref Name, ""]]
  HasMail: !Not [!Equals [!Ref Mail, ""]]
  IsNinety: !Equals [!Ref Days, 90]
  IsHome: !Equals [!Ref AWS::Region, !FindInMap [Homes, !Ref AWS::Partition, Region]]
  Both: !And [!Condition HasName, Condition: IsHome]
  Neither: !Not [!Or [!Condition HasMail, !Condition IsNinety]]
  HasNobody: !Not [!Equals [!Join ["", !Ref Nobody], ""]]
Resources:
  Queue: { Type: Test }
  Topic:
    Type: Test
    Condition: HasMail
    Properties: { To: !Ref Queue }
  Rule:
    Type: Test
    DependsOn: Queue
    Properties: { Target: !GetAtt Queue.Arn }
Outputs:
  First: { Value: first }
`

func evaluate(text string, parameters map[string]string) (map[string]string, error) {
	t, err := template.Parse([]byte(text))
	if err != nil {
		return nil, err
	}
	var e *template.Evaluation
	build := func(r *template.Resource) (template.Made, error) {
		var p struct {
			To, Target, Name template.Text
			List             []template.Text
			Size             template.Whole
			On               template.Flag
			Policy           template.Document
			Other            template.Inert
			Tags             template.TagList
		}
		if err := e.Properties(r, &p); err != nil {
			return template.Made{}, err
		}
		text := fmt.Sprint(p.To, p.Target, p.Name, p.List, p.Size, p.On, p.Policy, p.Tags.ByKey())
		return template.Made{Ref: "ref-" + r.ID, Attributes: map[string]string{"Arn": "arn-" + r.ID, "All": text}}, nil
	}
	e, err = t.Evaluate(template.Place{Account: "111122223333", Region: "eu-west-1", StackName: "stack"}, parameters, build)
	if err != nil {
		return nil, err
	}
	for _, r := range t.Resources {
		wanted, err := e.Wanted(r)
		if err != nil {
			return nil, err
		}
		if !wanted {
			continue
		}
		if _, err := e.Make(r); err != nil {
			return nil, err
		}
	}
	return e.Outputs()
}

func TestIntrinsicFunctions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ value, want string }{
		"Ref of a parameter":                 {"!Ref Name", "farvault"},
		"Ref of a resource":                  {"!Ref Queue", "ref-Queue"},
		"the long form":                      {"{ Ref: Queue }", "ref-Queue"},
		"GetAtt":                             {"!GetAtt Queue.Arn", "arn-Queue"},
		"GetAtt with a list":                 {"!GetAtt [Queue, Arn]", "arn-Queue"},
		"the long form of GetAtt":            {`{ "Fn::GetAtt": [Queue, Arn] }`, "arn-Queue"},
		"Sub":                                {`!Sub "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Name}-${Queue}-${Queue.Arn}-${!Literal}"`, "arn:aws:sqs:eu-west-1:111122223333:farvault-ref-Queue-arn-Queue-${Literal}"},
		"Sub with a mapping of its own":      {`!Sub ["${A}/${Name}", { A: !Ref Queue }]`, "ref-Queue/farvault"},
		"the long form of Sub":               {`{ "Fn::Sub": "${Name}" }`, "farvault"},
		"If, true":                           {"!If [IsHome, !Ref Name, !Ref Topic]", "farvault"},
		"If, false":                          {"!If [HasMail, !Ref Topic, other]", "other"},
		"And with both forms of Condition":   {"!If [Both, yes, no]", "yes"},
		"Or and Not":                         {"!If [Neither, yes, no]", "no"},
		"Equals of a number and its text":    {"!If [IsNinety, yes, no]", "yes"},
		"an empty list is empty when joined": {"!If [HasNobody, yes, no]", "no"},
		"Join":                               {`!Join ["-", [a, !Ref Name, 3]]`, "a-farvault-3"},
		"Join of a list parameter":           {`!Join ["+", !Ref People]`, "a+b"},
		"FindInMap":                          {"!FindInMap [Homes, aws, Region]", "eu-west-1"},
		"FindInMap of a list":                {"!Select [1, !FindInMap [Homes, aws, Codes]]", "b"},
		"Select of Split":                    {`!Select [1, !Split ["-", eu-west-1]]`, "west"},
		"Select of a list parameter":         {`!Select ["0", !Ref People]`, "a"},
		"pseudo parameters":                  {`!Sub "${AWS::StackName} ${AWS::URLSuffix}"`, "stack amazonaws.com"},
		"a number is text where text is due": {"90", "90"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			out, err := evaluate(head+"  Out:\n    Value: "+tt.value+"\n", nil)
			if err != nil {
				t.Fatal(err)
			}
			if out["Out"] != tt.want {
				t.Errorf("%s is %q, want %q", tt.value, out["Out"], tt.want)
			}
		})
	}
}

func TestProperties(t *testing.T) {
	t.Parallel()
	out, err := evaluate(`Resources:
  A:
    Type: Test
    Properties:
      Name: 5
      Size: "7"
      On: "true"
      To: !If [Never, x, !Ref AWS::NoValue]
      List: [a, !If [Never, b, !Ref AWS::NoValue], 1.50, 2012-10-17, yes]
      Policy: { Version: "2012-10-17", Max: 10, Text: "a<b", On: true, None: null }
      Tags: [{ Key: k, Value: 1 }]
      Other: { anything: [at, all] }
Conditions:
  Never: !Equals [a, b]
Outputs:
  All: { Value: !GetAtt A.All }
  Gone: { Condition: Never, Value: !Ref Nothing }
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"All": `5[a 1.50 2012-10-17 yes] 7 true{"Max":10,"None":null,"On":true,"Text":"a<b","Version":"2012-10-17"}map[k:1]`}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	out := func(value string) string { return head + "  Out:\n    Value: " + value + "\n" }
	tests := map[string]struct {
		text       string
		parameters map[string]string
		want       string
	}{
		"an unknown function":                  {out("!GetAZs eu-west-1"), nil, "line 30: intrinsic function Fn::GetAZs is not known to the simulator"},
		"a mapping that is none":               {out("!FindInMap [Homes, aws-cn, Region]"), nil, "line 30: the mappings have no aws-cn there"},
		"its long form":                        {out(`{ "Fn::Base64": x }`), nil, "line 30: intrinsic function Fn::Base64 is not known"},
		"a reference to nothing":               {out("!Ref Queu"), nil, "line 30: Queu is no parameter and no resource"},
		"a substitution of nothing":            {out(`!Sub "${Queu}"`), nil, "line 30: Queu is no parameter and no resource"},
		"an attribute that is none":            {out("!GetAtt Queue.Colour"), nil, "line 30: attribute Colour of Queue is not known"},
		"a resource whose condition is false":  {out("!Ref Topic"), nil, "line 30: unresolved resource dependency: the condition of Topic is false"},
		"a condition that is not defined":      {out("!If [Nope, a, b]"), nil, "line 30: condition Nope is not defined"},
		"a list where text is due":             {out("!Ref People"), nil, "line 30: must be text"},
		"a selection past the end":             {out("!Select [2, !Ref People]"), nil, "line 30: Select of 2 from a list of 2"},
		"a section that is unknown":            {head + "Rules: {}\n", nil, "line 29: section Rules is not known"},
		"a macro":                              {"Transform: AWS::Include\n" + head, nil, "line 1: transform AWS::Include is not known"},
		"a property that is unknown":           {"Resources:\n  A:\n    Type: Test\n    Properties:\n      Nmae: x\n", nil, "line 2: Test A: line 5: property Nmae is not known to the simulator"},
		"a property twice":                     {"Resources:\n  A:\n    Type: Test\n    Properties:\n      Name: x\n      Name: y\n", nil, `line 6: Name is there twice`},
		"a resource attribute that is unknown": {"Resources:\n  A:\n    Type: Test\n    CreationPolicy: {}\n", nil, "line 4: attribute CreationPolicy of A is not known"},
		"a resource without a type":            {"Resources:\n  A: {}\n", nil, "line 2: resource A has no Type"},
		"a circle of resources":                {"Resources:\n  A: { Type: Test, Properties: { Name: !Ref B } }\n  B: { Type: Test, Properties: { Name: !Ref A } }\n", nil, "circular dependency: A refers to itself"},
		"a circle of conditions":               {"Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n  R: { Type: Test, Condition: A }\n", nil, "circular dependency: condition A refers to itself"},
		"a parameter without a value":          {"Parameters:\n  P: { Type: String }\n", nil, "line 2: parameter P has no value"},
		"a value for no parameter":             {head, map[string]string{"Nmae": "x"}, "the template has no parameter Nmae"},
		"a value off the pattern":              {head, map[string]string{"Mail": "nobody"}, `line 7: parameter Mail: value "nobody" must be a mail address`},
		"a value off the list":                 {head, map[string]string{"Days": "31"}, `line 4: parameter Days: value "31" is none of ["30" "90"]`},
		"a parameter type that is unknown":     {"Parameters:\n  P: { Type: AWS::SSM::Parameter::Value<String>, Default: x }\n", nil, "type AWS::SSM::Parameter::Value<String> is not known"},
		"an empty file":                        {"", nil, "template is empty"},
		"a file that is no YAML":               {"a: [", nil, "template: yaml:"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if _, err := evaluate(tt.text, tt.parameters); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// Every parameter's mistake is told at once.
func TestMistakesOfParameters(t *testing.T) {
	t.Parallel()
	_, err := evaluate(head, map[string]string{"Days": "31", "Mail": "nobody"})
	if err == nil || !strings.Contains(err.Error(), "Days") || !strings.Contains(err.Error(), "Mail") {
		t.Errorf("got %v", err)
	}
}

// FuzzEvaluate: any text is refused or evaluated, without a panic.
func FuzzEvaluate(f *testing.F) {
	f.Add(head + "  Out: { Value: !Sub \"${Queue.Arn}\" }\n")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = evaluate(text, nil)
	})
}
