# Reference values of leave-one-out cross-validation from the R package loo (loo::loo with r_eff = 1, loo::loo_compare).
#
#   Rscript tools/reference/loo.R tests/Reparam.Tests/Reference/loo.json
#
# No data are stored: the matrices of log likelihoods come from van der Corput points by formulas that LeaveOneOutTests
# repeats. Precision: IEEE double, printed with 17 significant digits. The Monte Carlo error is that of loo 2.6 and
# later (a log-normal distribution of matching moments), written out here from the smoothed weights that loo gives.
suppressMessages(library(loo))

van_der_corput <- function(count, base) {
  vapply(seq_len(count), function(i) {
    value <- 0
    scale <- 1 / base
    while (i > 0) {
      value <- value + (i %% base) * scale
      i <- i %/% base
      scale <- scale / base
    }
    value
  }, numeric(1))
}

draws <- 1000
count <- 12
u <- van_der_corput(draws, 2)
v <- van_der_corput(draws, 3)
z1 <- sqrt(-2 * log(u)) * cos(2 * pi * v)
z2 <- sqrt(-2 * log(u)) * sin(2 * pi * v)
i <- seq_len(count)
y <- 1.5 * sin(3 * i) + ifelse(i == count, 6, 0)
x <- i / count

# Two models of one series: a constant mean, and a slope; the last value fits neither.
constant <- sapply(i, function(k) -0.5 * (y[k] - 0.5 * z1)^2)
slope <- sapply(i, function(k) -0.5 * (y[k] - 0.4 * z1 - (1 + 0.8 * z2) * x[k])^2 - 0.1)

number <- function(x) sprintf("%.17g", x)
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")

render <- function(name, matrix) {
  fit <- suppressWarnings(loo(matrix, r_eff = rep(1, count)))
  smoothed <- suppressWarnings(psis(-matrix, r_eff = rep(1, count)))
  weights <- exp(weights(smoothed))
  elpd <- fit$pointwise[, "elpd_loo"]
  error <- sapply(i, function(k) {
    variance <- sum(weights[, k]^2 * (exp(matrix[, k]) - exp(elpd[k]))^2)
    sqrt(log(1 + variance / exp(elpd[k])^2))
  })
  sprintf('  "%s": { "elpd": %s, "elpdError": %s, "p": %s, "pError": %s,
    "pointwise": %s,
    "pointwiseP": %s,
    "shape": %s,
    "monteCarloError": %s }', name,
    number(fit$estimates["elpd_loo", 1]), number(fit$estimates["elpd_loo", 2]),
    number(fit$estimates["p_loo", 1]), number(fit$estimates["p_loo", 2]),
    list_of(elpd), list_of(fit$pointwise[, "p_loo"]), list_of(fit$diagnostics$pareto_k), list_of(error))
}

fits <- list(constant = suppressWarnings(loo(constant, r_eff = rep(1, count))),
             slope = suppressWarnings(loo(slope, r_eff = rep(1, count))))
comparison <- loo_compare(fits)
writeLines(sprintf('{
  "tool": "%s, loo %s", "precision": "IEEE double, 17 significant digits", "script": "tools/reference/loo.R",
%s,
%s,
  "comparison": { "best": "%s", "difference": %s, "error": %s }
}', R.version.string, packageVersion("loo"), render("constant", constant), render("slope", slope),
  rownames(comparison)[1], number(comparison[2, "elpd_diff"]), number(comparison[2, "se_diff"])), commandArgs(TRUE)[1])
