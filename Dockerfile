# One image for every process of the order example: the command says which. The tag is the Node that the tests run on.
# To pin it by content as well: docker buildx imagetools inspect node:24.21.0-slim, and add its @sha256.

# What runs: the processes' dependencies, without any of the tools that build and test
# (tools/local-stack is left out for that). No package runs a script of its own here.
FROM node:24.21.0-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/activities/package.json packages/activities/
COPY packages/process/package.json packages/process/
COPY packages/saga-console/package.json packages/saga-console/
COPY packages/saga-core/package.json packages/saga-core/
COPY examples/order-service/package.json examples/order-service/
COPY workers/package.json workers/
RUN npm ci --omit=dev --ignore-scripts --workspace=@saga/order-service --workspace=@saga/workers

# What builds.
FROM node:24.21.0-slim AS build
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build

FROM node:24.21.0-slim
ENV NODE_ENV=production
# Inside a container the others reach a process by the container's own address.
ENV HOST=0.0.0.0
WORKDIR /app
# All of it belongs to root, so that a process can't change its own code.
COPY --from=dependencies /app ./
COPY --from=build /app/packages/activities/dist packages/activities/dist
COPY --from=build /app/packages/process/dist packages/process/dist
COPY --from=build /app/packages/saga-console/dist packages/saga-console/dist
COPY --from=build /app/packages/saga-core/dist packages/saga-core/dist
COPY --from=build /app/examples/order-service/dist examples/order-service/dist
COPY --from=build /app/workers/dist workers/dist
USER node
# No npm in between: the process itself gets the signal to stop.
CMD ["node", "examples/order-service/dist/api/main.js"]
