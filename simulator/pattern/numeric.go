package pattern

import (
	"encoding/json"
	"fmt"
)

// numeric is a comparison or a pair of them that bounds a range: ["=", 100], [">", 0, "<=", 5]. EventBridge takes
// numbers between -5.0e9 and 5.0e9.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-numeric-matching
func numeric(operand any) (matcher, error) {
	list, ok := operand.([]any)
	if !ok || (len(list) != 2 && len(list) != 4) {
		return matcher{}, fmt.Errorf("value of numeric must be an array of an operator and a number, once or twice")
	}
	var tests []func(float64) bool
	for i := 0; i < len(list); i += 2 {
		operator, _ := list[i].(string)
		number, _ := list[i+1].(json.Number)
		limit, err := number.Float64()
		if err != nil || limit < -5e9 || limit > 5e9 {
			return matcher{}, fmt.Errorf("numeric value %v must be a number between -5.0e9 and 5.0e9", list[i+1])
		}
		compare, ok := comparisons[operator]
		if !ok {
			return matcher{}, fmt.Errorf("unrecognized numeric range operator: %v", list[i])
		}
		tests = append(tests, func(n float64) bool { return compare(n, limit) })
	}
	return matcher{holds: func(scalar any) bool {
		number, ok := scalar.(json.Number)
		if !ok {
			return false
		}
		n, err := number.Float64()
		if err != nil {
			return false
		}
		for _, test := range tests {
			if !test(n) {
				return false
			}
		}
		return true
	}}, nil
}

var comparisons = map[string]func(a, b float64) bool{
	"=":  func(a, b float64) bool { return a == b },
	"<":  func(a, b float64) bool { return a < b },
	"<=": func(a, b float64) bool { return a <= b },
	">":  func(a, b float64) bool { return a > b },
	">=": func(a, b float64) bool { return a >= b },
}
