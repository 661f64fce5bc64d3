// kube-proxy out of the Kubernetes modules.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
)

func main() { os.Exit(cli.Run(proxy.NewProxyCommand())) }
