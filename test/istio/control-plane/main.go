// Command control-plane judges manifests by Istio's own code: what its webhook would refuse or warn of, what `istioctl analyze` says, and what its
// control plane tells the proxies beside pods.
//
// It reads a JSON object from standard input and writes one to standard output.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/local"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/config/schema/collections"
	istiolog "istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"
)

// pod is one beside which a proxy runs.
type pod struct {
	Name      string            `json:"name"`
	Namespace string            `json:"namespace"`
	Account   string            `json:"account"`
	Address   string            `json:"address"`
	Labels    map[string]string `json:"labels"`
}

type question struct {
	Objects []map[string]any `json:"objects"`
	Pods    []pod            `json:"pods"`
}

// proxy is what one is told, as Envoy reads it.
type proxy struct {
	Listeners []json.RawMessage `json:"listeners"`
	Clusters  []json.RawMessage `json:"clusters"`
	Routes    []json.RawMessage `json:"routes"`
}

type answer struct {
	// What the webhook refuses, or warns of.
	Invalid []string `json:"invalid"`
	// What the analyzers say.
	Messages []string `json:"messages"`
	// In the order of the pods.
	Proxies []proxy `json:"proxies"`
}

func main() {
	for _, scope := range istiolog.Scopes() {
		scope.SetOutputLevel(istiolog.NoneLevel)
	}
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatalf("reading the question: %v", err)
	}
	istio, others := sorted(asked.Objects)
	found := answer{Invalid: []string{}, Messages: []string{}, Proxies: []proxy{}}
	found.Invalid = append(found.Invalid, invalid(asked.Objects)...)
	// What the webhook refuses never reaches the others.
	if len(found.Invalid) > 0 {
		write(found)
	}
	messages, err := analyze(strings.Join(append(others, istio...), "\n---\n"))
	if err != nil {
		log.Fatalf("analyzing: %v", err)
	}
	found.Messages = append(found.Messages, messages...)
	err = test.Wrap(func(t test.Failer) {
		server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
			ConfigString:           strings.Join(istio, "\n---\n"),
			KubernetesObjectString: strings.Join(others, "\n---\n"),
		})
		for _, each := range asked.Pods {
			found.Proxies = append(found.Proxies, told(server, each))
		}
	})
	if err != nil {
		log.Fatalf("asking the control plane: %v", err)
	}
	write(found)
}

// write ends the program: the control plane's threads go on.
func write(found answer) {
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		log.Fatalf("writing the answer: %v", err)
	}
	os.Exit(0)
}

// What the control plane reads from Kubernetes besides Istio's own kinds.
var read = map[string]bool{
	"v1/Namespace": true, "v1/Service": true, "v1/Pod": true, "discovery.k8s.io/v1/EndpointSlice": true,
	"gateway.networking.k8s.io/v1/HTTPRoute": true, "gateway.networking.k8s.io/v1beta1/ReferenceGrant": true,
}

func sorted(objects []map[string]any) (istio, others []string) {
	for _, object := range objects {
		kind := fmt.Sprintf("%v/%v", object["apiVersion"], object["kind"])
		text, err := json.Marshal(object)
		if err != nil {
			log.Fatalf("writing an object: %v", err)
		}
		switch {
		case strings.Contains(kind, ".istio.io/"):
			istio = append(istio, string(text))
		case read[kind]:
			others = append(others, string(text))
		}
	}
	return istio, others
}

func invalid(objects []map[string]any) []string {
	var found []string
	for _, object := range objects {
		if !strings.Contains(fmt.Sprint(object["apiVersion"]), ".istio.io/") {
			continue
		}
		text, _ := json.Marshal(object)
		name := fmt.Sprintf("%v %v", object["kind"], object["metadata"].(map[string]any)["name"])
		configs, unknown, err := crd.ParseInputs(string(text))
		if err != nil {
			found = append(found, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		if len(unknown) > 0 {
			found = append(found, fmt.Sprintf("%s: unknown kind", name))
		}
		for _, config := range configs {
			schema, ok := collections.Pilot.FindByGroupVersionAliasesKind(config.GroupVersionKind)
			if !ok {
				found = append(found, fmt.Sprintf("%s: no schema", name))
				continue
			}
			warning, err := schema.ValidateConfig(config)
			if err != nil {
				found = append(found, fmt.Sprintf("%s: %v", name, err))
			}
			if warning != nil {
				found = append(found, fmt.Sprintf("%s: warning: %v", name, warning))
			}
		}
	}
	return found
}

func analyze(manifests string) ([]string, error) {
	analyzer := local.NewSourceAnalyzer(analyzers.AllCombined(), resource.Namespace(""), resource.Namespace("istio-system"), nil)
	if err := analyzer.AddTestReaderKubeSource([]local.ReaderSource{{Name: "manifests", Reader: strings.NewReader(manifests)}}); err != nil {
		return nil, err
	}
	result, err := analyzer.Analyze(make(chan struct{}))
	if err != nil {
		return nil, err
	}
	var found []string
	for _, message := range result.Messages {
		found = append(found, message.String())
	}
	return found, nil
}

func told(server *xds.FakeDiscoveryServer, of pod) proxy {
	asking := server.SetupProxy(&model.Proxy{
		ID:              of.Name + "." + of.Namespace,
		IPAddresses:     []string{of.Address},
		ConfigNamespace: of.Namespace,
		Labels:          of.Labels,
		Metadata: &model.NodeMetadata{
			Namespace: of.Namespace, Labels: of.Labels, ServiceAccount: of.Account, IstioVersion: "1.31.0", ClusterID: "Kubernetes",
		},
	})
	listeners := server.Listeners(asking)
	return proxy{
		Listeners: dumped(listeners),
		Clusters:  dumped(server.Clusters(asking)),
		Routes:    dumped(server.RoutesFromListeners(asking, listeners)),
	}
}

func dumped[T proto.Message](messages []T) []json.RawMessage {
	found := []json.RawMessage{}
	for _, message := range messages {
		text, err := protojson.Marshal(message)
		if err != nil {
			log.Fatalf("writing what a proxy is told: %v", err)
		}
		found = append(found, text)
	}
	return found
}
