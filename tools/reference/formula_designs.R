# Design matrices, names and levels of a table of formulas, from R's model.matrix and brms::make_standata.
# Run from the repository root: Rscript tools/reference/formula_designs.R
# Writes design_small.csv and designs.json to tests/Reparam.Formulas.Tests/Reference.
invisible(Sys.setlocale("LC_COLLATE", "C"))  # levels in ordinal order, as here
suppressMessages({library(brms); library(jsonlite)})

out <- "tests/Reparam.Formulas.Tests/Reference"
n <- 36
i <- seq_len(n)
d <- data.frame(
  y = round(sin(i) * 3 + i / 7, 4),
  count = (i * 7) %% 11,
  hit = as.integer((i * 5) %% 3 == 0),
  n.trials = 12 + i %% 4,
  x = round(cos(i * 1.3) * 2 + 3, 4),
  z.1 = round(((i * 13) %% 17) / 4 + 0.25, 4),
  w = round(log(i) - 1, 5),
  f = c("lo", "mid", "Hi")[1 + (i * 2 + i %/% 5) %% 3],
  g = c("b", "a")[1 + (i %/% 3) %% 2],
  h = c("u", "v", "w", "B x")[1 + (i * 3 + i %/% 7) %% 4],
  id = c(10, 2, 1, 308, 33)[1 + i %% 5],
  stringsAsFactors = FALSE)
d$x[c(4, 9)] <- NA
d$f[9] <- NA
d$id[20] <- NA
write.csv(d, file.path(out, "design_small.csv"), row.names = FALSE, quote = FALSE)
d <- read.csv(file.path(out, "design_small.csv"), colClasses = c(f = "character", g = "character", h = "character"))

population <- c(
  "y ~ x", "y ~ 1", "y ~ 0 + x", "y ~ x - 1", "y ~ x + z.1", "y ~ x * z.1", "y ~ x:z.1", "y ~ x:z.1 + x",
  "y ~ f", "y ~ 0 + f", "y ~ f + g", "y ~ 0 + f + g", "y ~ g + f - 1", "y ~ f * g", "y ~ 0 + f * g", "y ~ f:g",
  "y ~ 0 + f:g", "y ~ f + f:g", "y ~ g + f:g", "y ~ f:x", "y ~ f * x", "y ~ 0 + f * x", "y ~ 0 + x + f", "y ~ 0 + x + f + g",
  "y ~ x + f:x", "y ~ f:x + x", "y ~ 0 + f:x", "y ~ x:f + g", "y ~ f * g * x", "y ~ f * g - f", "y ~ f * g - g", "y ~ f * g - f:g",
  "y ~ f:g:h", "y ~ f + g:h", "y ~ (f + g):x", "y ~ (f + g) * x", "y ~ x + I(x^2)", "y ~ log(x) + exp(w) + sqrt(z.1)",
  "y ~ I((x - 3) * z.1 / 2)", "y ~ log(x + 1):f", "y ~ h", "y ~ h:w", "y ~ x + x", "y ~ x:x", "y ~ b1 - b1 + x", "y ~ g:f + f",
  "y ~ w + f:g + x", "y ~ I(-x^2) + I(2^-w)", "y ~ 0 + g:f + x", "y ~ x + offset(w)", "y ~ f + offset(log(z.1) + w)",
  "y ~ -1 + x + 1", "y ~ abs(w) + log10(z.1) + log2(z.1) + sin(w) + cos(w) + tanh(w)", "log(z.1) ~ x", "I(y / 10) ~ f")
population <- setdiff(population, "y ~ b1 - b1 + x")

groups <- list(
  list("y ~ x + (1 | id)", gaussian()), list("y ~ x + (1 + x | id)", gaussian()), list("y ~ x + (0 + x | id)", gaussian()),
  list("y ~ x + (1 + x + w | g)", gaussian()), list("y ~ 1 + (f | id)", gaussian()), list("y ~ 1 + (0 + f | id)", gaussian()),
  list("y ~ x + (1 + x || id)", gaussian()), list("y ~ x + (1 | id) + (1 | h)", gaussian()), list("y ~ (1 | g/h)", gaussian()),
  list("y ~ x + (1 | g:h)", gaussian()), list("y ~ (x * w | h)", gaussian()), list("y ~ (1 | id) + (0 + x | id)", gaussian()),
  list("hit ~ x + (1 | h)", bernoulli()), list("count ~ f + (1 | h)", poisson()), list("count ~ f + offset(w)", negbinomial()),
  list("count | trials(n.trials) ~ x + (1 | id)", binomial()), list("count | trials(20) ~ x", binomial()),
  list("y ~ x + (0 + g:f | id)", student()))

frame_of <- function(formula) {
  f <- as.formula(formula)
  model.frame(f, d, na.action = na.omit)
}
case_population <- function(formula) {
  frame <- frame_of(formula)
  x <- model.matrix(as.formula(formula), frame)
  offset <- model.offset(frame)
  keep <- colnames(x) != "(Intercept)"
  list(formula = formula, n = nrow(x), intercept = any(!keep), labels = I(colnames(x)[keep]),
       names = I(brms:::rename(colnames(x)[keep])), response = I(as.numeric(model.response(frame))),
       offset = I(if (is.null(offset)) numeric(0) else as.numeric(offset)),
       x = unname(lapply(which(keep), function(j) unname(x[, j]))))
}
case_group <- function(case) {
  e <- d
  e$id <- ifelse(is.na(e$id), NA, as.character(e$id))  # categories in ordinal order of their text
  s <- suppressWarnings(make_standata(as.formula(case[[1]]), e, family = case[[2]]))
  ranef <- brms:::tidy_ranef(brmsterms(brmsformula(case[[1]], family = case[[2]])), na.omit(e[, intersect(
    names(e), all.vars(as.formula(case[[1]])))]))
  terms <- lapply(unique(ranef$id), function(id) {
    rows <- ranef[ranef$id == id, ]
    group <- rows$group[1]
    list(group = group, correlated = all(rows$cor), coefficients = I(rows$coef),
         levels = I(attr(ranef, "levels")[[group]]), index = I(as.integer(s[[paste0("J_", id)]])),
         z = lapply(rows$cn, function(cn) as.numeric(s[[paste0("Z_", id, "_", cn)]])))
  })
  list(formula = case[[1]], family = case[[2]]$family, n = s$N, response = I(as.numeric(s$Y)),
       trials = I(if (is.null(s$trials)) numeric(0) else as.numeric(s$trials)),
       offset = I(if (is.null(s$offsets)) numeric(0) else as.numeric(s$offsets)),
       names = I(setdiff(colnames(s$X), "Intercept")), groups = terms)
}
write(toJSON(list(
  header = paste0(R.version.string, "; brms ", packageVersion("brms"), "; made by tools/reference/formula_designs.R; 15 digits"),
  population = lapply(population, case_population), groups = lapply(groups, case_group)),
  digits = I(15), auto_unbox = TRUE), file.path(out, "designs.json"))
