/** Two pods that answer, of an image that all nodes have, and a Service before them. */
export const ANSWER = `apiVersion: apps/v1
kind: Deployment
metadata: { name: answer }
spec:
  replicas: 2
  selector: { matchLabels: { app: answer } }
  template:
    metadata: { labels: { app: answer } }
    spec:
      containers:
        - { name: answer, image: 'registry.lab.internal/probe:1.0.0', args: [listen, 8080/tcp], imagePullPolicy: Never }
---
apiVersion: v1
kind: Service
metadata: { name: answer }
spec:
  type: NodePort
  selector: { app: answer }
  ports: [{ port: 80, targetPort: 8080 }]
`;
