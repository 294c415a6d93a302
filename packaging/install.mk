# SPDX-License-Identifier: Apache-2.0
# The Makefile includes this file. It also works alone: make -f packaging/install.mk install DESTDIR=… prefix=…
# BINARIES=…
#
# The installation does not build, so root needs no toolchain. Build first, as yourself.

DESTDIR ?=
# The daemon reads shipped rules below /usr/lib, and its configuration below /etc.
prefix ?= /usr
sysconfdir ?= /etc
# The directory of the programs from `make release`.
BINARIES ?= .build/release
# Some drop-ins need a later version of systemd. A package for another system sets this version.
SYSTEMD_VERSION ?= $(firstword $(shell systemctl --version 2>/dev/null | sed -n 's/^systemd \([0-9]*\).*/\1/p') 0)
INSTALL ?= install
# Debugging symbols make the programs ten times as large.
STRIP ?= strip --strip-all

bindir = $(prefix)/bin
unitdir = $(prefix)/lib/systemd/system
sysusersdir = $(prefix)/lib/sysusers.d
catalogdir = $(prefix)/lib/systemd/catalog
rulesdir = $(prefix)/lib/plex-activityd/rules.d
docdir = $(prefix)/share/doc/plex-activityd
mandir = $(prefix)/share/man
bashdir = $(prefix)/share/bash-completion/completions
# In Debian, zsh reads the completions of packages from another directory.
zshdir = $(prefix)/share/zsh/$(if $(wildcard /etc/debian_version),vendor-completions,site-functions)
fishdir = $(prefix)/share/fish/vendor_completions.d
configurationdir = $(sysconfdir)/plex-activityd

installed_programs = plex-activityd plex-activityctl

.PHONY: install
install: ## Install the programs and the service (DESTDIR, prefix); run make release first
	@set -e; for program in $(installed_programs); do \
		if ! test -x "$(BINARIES)/$$program"; then \
			echo "make install: $(BINARIES)/$$program does not exist. Run make release first, as yourself." >&2; \
			exit 1; \
		fi; \
		$(INSTALL) -D -m 0755 "$(BINARIES)/$$program" "$(DESTDIR)$(bindir)/$$program"; \
		$(STRIP) "$(DESTDIR)$(bindir)/$$program"; \
	done
	$(INSTALL) -d -m 0755 "$(DESTDIR)$(unitdir)"
	sed -e 's|^\(Exec[A-Za-z]*\)=/usr/bin/|\1=$(bindir)/|' \
		-e 's|^Documentation=file:/usr/share/doc/plex-activityd/|Documentation=file:$(docdir)/|' \
		systemd/plex-activityd.service > "$(DESTDIR)$(unitdir)/plex-activityd.service"
	chmod 0644 "$(DESTDIR)$(unitdir)/plex-activityd.service"
	@set -e; install_drop_in() { \
		if test "$(SYSTEMD_VERSION)" -ge "$$1"; then \
			$(INSTALL) -d -m 0755 "$(DESTDIR)$(unitdir)/plex-activityd.service.d"; \
			sed -e 's|^\(Exec[A-Za-z]*\)=/usr/bin/|\1=$(bindir)/|' "systemd/drop-ins/$$2" \
				> "$(DESTDIR)$(unitdir)/plex-activityd.service.d/$$2"; \
			chmod 0644 "$(DESTDIR)$(unitdir)/plex-activityd.service.d/$$2"; \
		else \
			rm -f "$(DESTDIR)$(unitdir)/plex-activityd.service.d/$$2"; \
		fi; \
	}; \
	install_drop_in 253 10-notify-reload.conf; \
	install_drop_in 254 20-restart-steps.conf
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(sysusersdir)" systemd/sysusers.d/plex-activityd.conf
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(catalogdir)" catalog/plex-activityd.catalog
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(rulesdir)" config/rules.d/*.toml
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/examples" systemd/examples/*.conf config/examples/*.toml
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(mandir)/man1" docs/man/plex-activityctl.1
	# The tests of the shipped rules name the rules where they are installed.
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/tests" config/tests/*.toml
	sed -i 's|"\.\./rules\.d/|"$(rulesdir)/|' "$(DESTDIR)$(docdir)/tests"/*.toml
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(mandir)/man5" docs/man/*.5
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(mandir)/man8" docs/man/plex-activityd.8
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(bashdir)" packaging/completions/bash/*
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(zshdir)" packaging/completions/zsh/*
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(fishdir)" packaging/completions/fish/*
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/recipes" $(wildcard systemd/recipes/*.*)
	$(INSTALL) -m 0755 -t "$(DESTDIR)$(docdir)/recipes" $(addprefix systemd/recipes/plex-activity-,push notify)
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/monitoring/prometheus" monitoring/prometheus/*.yml
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/monitoring/grafana" monitoring/grafana/*.json
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/images" docs/images/*.png
	$(INSTALL) -m 0644 README.md CHANGELOG.md LICENSE docs/*.md "$(DESTDIR)$(docdir)"
	$(INSTALL) -D -m 0644 -t "$(DESTDIR)$(docdir)/decisions" docs/decisions/*.md
	$(INSTALL) -d -m 0755 "$(DESTDIR)$(configurationdir)/rules.d"
	@set -e; if test -e "$(DESTDIR)$(configurationdir)/plex-activityd.toml"; then \
		echo "make install: kept $(configurationdir)/plex-activityd.toml; the shipped file is in $(docdir)/examples"; \
	else \
		$(INSTALL) -m 0644 config/plex-activityd.toml "$(DESTDIR)$(configurationdir)/plex-activityd.toml"; \
	fi
	$(INSTALL) -m 0644 config/plex-activityd.toml "$(DESTDIR)$(docdir)/examples/plex-activityd.toml"
	@if test "$(prefix)" != /usr; then \
		echo "make install: the service reads shipped rules from /usr/lib/plex-activityd/rules.d only. Link rules from" \
			"$(rulesdir) into $(configurationdir)/rules.d"; \
	fi
	@if test -z "$(DESTDIR)" && type systemd-sysusers > /dev/null 2>&1; then \
		systemd-sysusers "$(sysusersdir)/plex-activityd.conf"; \
	fi
	@if test -z "$(DESTDIR)" && test -d /run/systemd/system; then \
		systemctl daemon-reload && journalctl --update-catalog; \
	fi

.PHONY: install-web
install-web: ## Install the page, off by default (DESTDIR, prefix); run make release first
	@if ! test -x "$(BINARIES)/plex-activity-web"; then \
		echo "make install-web: $(BINARIES)/plex-activity-web does not exist. Run make release first, as yourself." >&2; \
		exit 1; \
	fi
	$(INSTALL) -D -m 0755 "$(BINARIES)/plex-activity-web" "$(DESTDIR)$(bindir)/plex-activity-web"
	$(STRIP) "$(DESTDIR)$(bindir)/plex-activity-web"
	# The group that may read the status is that of the daemon's package; both may come first.
	$(INSTALL) -D -m 0644 systemd/sysusers.d/plex-activityd.conf "$(DESTDIR)$(sysusersdir)/plex-activity-web.conf"
	$(INSTALL) -d -m 0755 "$(DESTDIR)$(unitdir)"
	@set -e; for unit in plex-activity-web.service plex-activity-web.socket; do \
		sed -e 's|^ExecStart=/usr/bin/|ExecStart=$(bindir)/|' \
			-e 's|^Documentation=file:/usr/share/doc/plex-activityd/|Documentation=file:$(docdir)/|' \
			systemd/$$unit > "$(DESTDIR)$(unitdir)/$$unit"; \
		chmod 0644 "$(DESTDIR)$(unitdir)/$$unit"; \
	done
	@if test -z "$(DESTDIR)" && test -d /run/systemd/system; then \
		systemd-sysusers "$(sysusersdir)/plex-activity-web.conf" && systemctl daemon-reload; \
	fi

.PHONY: uninstall
uninstall: ## Remove the installed files, except the configuration
	@if test -z "$(DESTDIR)" && test -d /run/systemd/system; then \
		systemctl disable --now plex-activity-web.socket plex-activity-web.service plex-activityd || true; \
	fi
	rm -f $(foreach program,$(installed_programs),"$(DESTDIR)$(bindir)/$(program)") \
		"$(DESTDIR)$(unitdir)/plex-activityd.service" "$(DESTDIR)$(catalogdir)/plex-activityd.catalog" \
		"$(DESTDIR)$(sysusersdir)/plex-activityd.conf" \
		"$(DESTDIR)$(mandir)/man1/plex-activityctl.1" "$(DESTDIR)$(mandir)/man8/plex-activityd.8" \
		"$(DESTDIR)$(mandir)"/man5/plex-activityd.*.5 \
		$(foreach program,$(installed_programs),"$(DESTDIR)$(bashdir)/$(program)" \
			"$(DESTDIR)$(zshdir)/_$(program)" "$(DESTDIR)$(fishdir)/$(program).fish")
	rm -f "$(DESTDIR)$(bindir)/plex-activity-web" "$(DESTDIR)$(unitdir)/plex-activity-web.service" \
		"$(DESTDIR)$(unitdir)/plex-activity-web.socket" "$(DESTDIR)$(sysusersdir)/plex-activity-web.conf"
	rm -rf "$(DESTDIR)$(unitdir)/plex-activityd.service.d" "$(DESTDIR)$(prefix)/lib/plex-activityd" \
		"$(DESTDIR)$(docdir)"
	@if test -z "$(DESTDIR)" && test -d /run/systemd/system; then \
		systemctl daemon-reload && journalctl --update-catalog; \
	fi
