package expression

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// number is a DynamoDB number: up to 38 digits, magnitude 1E-130 to 9.99E+125.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
type number struct{ rat *big.Rat }

var numberForm = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE]([+-]?\d+))?$`)

var signAndPoint = strings.NewReplacer("-", "", ".", "")

const (
	maxDigits   = 38
	maxExponent = 130
)

func parseNumber(text string) (number, error) {
	zero := number{new(big.Rat)}
	m := numberForm.FindStringSubmatch(text)
	if m == nil {
		return zero, fmt.Errorf("a value provided cannot be converted into a number")
	}
	if exponent, err := strconv.Atoi(
		"0" + strings.TrimLeft(m[3], "+-"),
	); err != nil || exponent > maxExponent ||
		len(m[1]) > 2*maxExponent {
		return zero, fmt.Errorf(
			"number overflow: attempting to store a number with magnitude larger than supported range",
		)
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok {
		return zero, fmt.Errorf("a value provided cannot be converted into a number")
	}
	n := number{rat}
	if digits := strings.Trim(signAndPoint.Replace(n.String()), "0"); len(digits) > maxDigits {
		return zero, fmt.Errorf("attempting to store more than 38 significant digits in a Number")
	}
	return n, nil
}

// String is the number in plain decimal without needless zeros.
func (n number) String() string {
	if n.rat.IsInt() {
		return n.rat.Num().String()
	}
	text := n.rat.FloatString(maxExponent + maxDigits)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// add gives v + w, or v - w when negative.
func add(v, w Value, negative bool) (Value, error) {
	a, errA := parseNumber(v.Text)
	b, errB := parseNumber(w.Text)
	if v.Type != "N" || w.Type != "N" || errA != nil || errB != nil {
		return Value{}, invalid("An operand in the update expression has an incorrect data type")
	}
	sum := new(big.Rat)
	if negative {
		sum.Sub(a.rat, b.rat)
	} else {
		sum.Add(a.rat, b.rat)
	}
	out, err := parseNumber(number{sum}.String())
	if err != nil {
		return Value{}, invalid("%v", err)
	}
	return Value{Type: "N", Text: out.String()}, nil
}

func integer(n int) number { return number{big.NewRat(int64(n), 1)} }
