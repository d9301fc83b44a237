package deploy_test

import (
	"strings"
	"testing"

	"farvault/simulator/deploy"
)

// kept is a stack of what an update must not lose, and of what it may.
const kept = `
Parameters:
  Bucket: { Type: String, Default: code }
  Key: { Type: String, Default: work-2.zip }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: records
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
  Bare:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs, VisibilityTimeout: 60 }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: work
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Work:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: work
      Role: !GetAtt Role.Arn
      Code: { S3Bucket: !Ref Bucket, S3Key: !Ref Key }
`

// Each change is made to the template of a stack that stands. What would make another resource of one that is there, or
// delete what holds data, is refused.
func TestWhatAnUpdateKeepsAndRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, was, is, refused string }{
		{"nothing", "Resources:", "Resources:", ""},
		{"a table's key", "TableName: records\n      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]\n      KeySchema: [{ AttributeName: pk",
			"TableName: records\n      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]\n      KeySchema: [{ AttributeName: id", "Table would be replaced"},
		{"a table's name", "TableName: records", "TableName: others", "Table would be replaced"},
		{"a queue's name", "QueueName: jobs", "QueueName: others", "Queue would be replaced"},
		{"another type", "Type: AWS::SQS::Queue\n    Properties: { QueueName: jobs, VisibilityTimeout: 60 }", "Type: AWS::SNS::Topic", "it would be replaced"},
		{"a table that nothing retains", "  Bare:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]\n      KeySchema: [{ AttributeName: pk, KeyType: HASH }]\n", "", "cannot take away AWS::DynamoDB::Table Bare"},
		{"a table that is retained", kept[strings.Index(kept, "  Table:"):strings.Index(kept, "  Bare:")], "", ""},
		{"a queue", "  Queue:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: jobs, VisibilityTimeout: 60 }\n", "", ""},
		{"a queue's attribute", "VisibilityTimeout: 60", "VisibilityTimeout: 90", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			before, err := put(w, kept)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(kept, tt.was) {
				t.Fatalf("the template has no %q", tt.was)
			}
			_, err = deploy.Update(w, deploy.Stack{Account: central, Region: region, Name: "stack", Template: []byte(strings.Replace(kept, tt.was, tt.is, 1))}, before)
			switch {
			case tt.refused == "" && err != nil:
				t.Error(err)
			case tt.refused != "" && (err == nil || !strings.Contains(err.Error(), tt.refused)):
				t.Errorf("%v, want %q", err, tt.refused)
			}
			_, there := w.SQS.Queue("arn:aws:sqs:" + region + ":" + central + ":jobs")
			if gone := tt.name == "a queue"; there == gone {
				t.Errorf("the queue is there: %t", there)
			}
		})
	}
}

// A function's code is where the newest update says.
func TestAnUpdateMovesTheCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	stack, err := put(w, kept)
	for _, key := range []string{"work-2.zip", "work-1.zip", "work-2.zip"} {
		if err == nil {
			stack, err = deploy.Update(w, deploy.Stack{Account: central, Region: region, Name: "stack", Template: []byte(kept), Parameters: map[string]string{"Key": key}}, stack)
		}
		if err != nil {
			t.Fatal(err)
		}
		f, _ := w.Lambda.Function("arn:aws:lambda:" + region + ":" + central + ":function:work")
		if want := "s3://code/" + key; f.Code != want {
			t.Errorf("the code is at %s, want %s", f.Code, want)
		}
	}
}
