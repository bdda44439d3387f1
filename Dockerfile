# The server in a container:
#   docker build -t antiphon . && docker run --network host antiphon
# or behind a bridge, with the address that callers know:
#   docker run -p 8910:8910 -p 40000:40000/udp antiphon --host 0.0.0.0 --udp-port 40000 --ice-address PUBLIC_ADDRESS/CONTAINER_ADDRESS
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -B -ntp package -P '!image' -DskipChecks -Dspotless.check.skip -Dmaven.test.skip=true -pl apps/distribution -am \
  && mkdir /unpacked && cd /unpacked && jar xf /build/apps/distribution/target/antiphon-*.zip \
  && mv antiphon-* /opt/antiphon && chmod +x /opt/antiphon/antiphon

FROM eclipse-temurin:17-jre
RUN useradd --system --create-home --home-dir /calls antiphon
COPY --from=build /opt/antiphon /opt/antiphon
USER antiphon
WORKDIR /calls
VOLUME /calls
EXPOSE 8910
ENTRYPOINT ["/opt/antiphon/antiphon", "server"]
