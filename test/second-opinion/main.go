// Command second-opinion judges NetworkPolicies with engines that this project did not write: traffic with cyclonus' matcher,
// label selectors with Kubernetes' own.
//
// It reads a JSON list of cases from standard input and writes a JSON list of verdicts in the same order.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

type testCase struct {
	Policies   []*networkingv1.NetworkPolicy `json:"policies"`
	Questions  []*matcher.Traffic            `json:"questions"`
	Selections []selection                   `json:"selections"`
}

type selection struct {
	Selector metav1.LabelSelector `json:"selector"`
	Labels   labels.Set           `json:"labels"`
}

type direction struct {
	Ingress bool `json:"ingress"`
	Egress  bool `json:"egress"`
}

type verdict struct {
	Traffic  []direction `json:"traffic"`
	Selected []bool      `json:"selected"`
}

func main() {
	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		log.Fatalf("reading cases: %v", err)
	}
	verdicts := make([]verdict, len(cases))
	for i, c := range cases {
		verdicts[i] = judge(c)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		log.Fatalf("writing verdicts: %v", err)
	}
}

func judge(c testCase) verdict {
	v := verdict{Traffic: make([]direction, len(c.Questions)), Selected: make([]bool, len(c.Selections))}
	// The engine's own simplification of policies is left out: it is not what is asked for.
	policies := matcher.BuildNetworkPolicies(false, c.Policies)
	for i, question := range c.Questions {
		result := policies.IsTrafficAllowed(question)
		v.Traffic[i] = direction{Ingress: result.Ingress.IsAllowed(), Egress: result.Egress.IsAllowed()}
	}
	for i, s := range c.Selections {
		selector, err := metav1.LabelSelectorAsSelector(&s.Selector)
		if err != nil {
			log.Fatalf("selector %v: %v", s.Selector, err)
		}
		v.Selected[i] = selector.Matches(s.Labels)
	}
	return v
}
