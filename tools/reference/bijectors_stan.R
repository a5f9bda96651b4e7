# Stan's own constraining transforms: constrained values and the sum of the log-determinants at unconstrained points.
# (Stan 2.21 has the simplex in its stick-breaking form; the isometric log-ratio and the sum-to-zero vector are later.)
#
# Run: Rscript tools/reference/bijectors_stan.R > tests/Reparam.Tests/Reference/bijectors_stan.json
suppressMessages(library(rstan))
# Where the system keeps Boost, should the R package BH not bring its own.
if (dir.exists("/usr/include/boost")) rstan_options(boost_lib = "/usr/include")
# The model is compiled once; messages of the compiler do not belong in the file.
code <- "
parameters {
  simplex[4] StickBreaking;
  ordered[4] Ordered;
  positive_ordered[4] PositiveOrdered;
  unit_vector[3] UnitVector;
  cholesky_factor_corr[4] CorrelationCholesky;
  cholesky_factor_cov[3] CovarianceCholesky;
  cholesky_factor_cov[4, 2] CovarianceCholeskyTall;
  corr_matrix[4] CorrelationMatrix;
  cov_matrix[3] CovarianceMatrix;
}
model { }
"
sizes <- c(StickBreaking = 3, Ordered = 4, PositiveOrdered = 4, UnitVector = 3, CorrelationCholesky = 6,
           CovarianceCholesky = 6, CovarianceCholeskyTall = 7, CorrelationMatrix = 6, CovarianceMatrix = 6)
sink(stderr())
fit <- suppressWarnings(sampling(stan_model(model_code = code), chains = 0))
sink()

exact <- function(v) format(v, digits = 17, trim = TRUE)
row_major <- function(v) if (is.matrix(v)) as.vector(t(v)) else as.vector(v)
array <- function(v) paste0("[", paste(exact(v), collapse = ", "), "]")

set.seed(4)
cases <- sapply(c(0.1, 0.5, 1, 1.5, 2), function(scale) {
  x <- scale * rnorm(sum(sizes))
  y <- constrain_pars(fit, x)
  from <- cumsum(c(0, sizes))
  parts <- sapply(seq_along(sizes), function(i) sprintf('      {"bijector": "%s", "x": %s, "y": %s}',
    names(sizes)[i], array(x[(from[i] + 1):from[i + 1]]), array(row_major(y[[names(sizes)[i]]]))))
  sprintf('    {"logDet": %s, "parts": [\n%s]}',
          exact(log_prob(fit, x, adjust_transform = TRUE)), paste(parts, collapse = ",\n"))
})
cat('{\n  "about": "Stan\'s constraining transforms, matrices row by row, and the sum of their log-determinants",\n')
cat(sprintf('  "tool": "rstan %s, Stan %s, double precision; tools/reference/bijectors_stan.R",\n',
            packageVersion("rstan"), stan_version()))
cat('  "cases": [\n', paste(cases, collapse = ",\n"), '\n  ]\n}\n', sep = "")
