import FleetValue

extension AppProject {
    /// What is decoded but can not be meant, each with its path.
    ///
    /// That is repeated entries, patterns that refuse everything, and malformed roles, policies, groups and service
    /// accounts; in this order of fields: repositories, destinations, service accounts, roles. Follows argo-cd pkg/apis/application/v1alpha1/app_project_types.go `ValidateProject`. Sync windows are not
    /// looked at.
    public var problems: [ModelError] {
        repositoryProblems + destinationProblems + serviceAccountProblems + roleProblems
    }

    private var repositoryProblems: [ModelError] {
        let path = ValuePath(keys: "spec", "sourceRepos")
        var problems: [ModelError] = []
        for (index, pattern) in sourceRepos.enumerated() {
            if pattern.text == "!*" { problems.append(ModelError(path.appending(index), "\"!*\" refuses everything")) }
            if sourceRepos[..<index].contains(pattern) {
                problems.append(ModelError(path.appending(index), "\"\(pattern.text)\" is listed twice"))
            }
        }
        return problems
    }

    private var destinationProblems: [ModelError] {
        let path = ValuePath(keys: "spec", "destinations")
        var problems: [ModelError] = []
        for (index, rule) in destinations.enumerated() {
            for (field, pattern) in [("name", rule.name), ("server", rule.server), ("namespace", rule.namespace)]
            where pattern.text == "!*" {
                problems.append(ModelError(path.appending(index).appending(field), "\"!*\" refuses everything"))
            }
            if destinations[..<index].contains(rule) {
                problems.append(ModelError(path.appending(index), "is listed twice"))
            }
        }
        return problems
    }

    private var serviceAccountProblems: [ModelError] {
        let path = ValuePath(keys: "spec", "destinationServiceAccounts")
        var problems: [ModelError] = []
        for (index, account) in destinationServiceAccounts.enumerated() {
            let place = path.appending(index)
            for (field, text) in [("server", account.server), ("namespace", account.namespace)] {
                if text.contains("!") {
                    problems.append(ModelError(place.appending(field), "\"\(text)\" must not hold \"!\""))
                } else {
                    do {
                        _ = try Glob(text)
                    } catch {
                        problems.append(ModelError(place.appending(field), error.message))
                    }
                }
            }
            let name = account.defaultServiceAccount
            if name.allSatisfy(\.isWhitespace) || name.contains(where: { "!*[]{}\\/".contains($0) }) {
                let message = "\"\(name)\" is no service account; write NAME or NAMESPACE:NAME"
                problems.append(ModelError(place.appending("defaultServiceAccount"), message))
            }
            if destinationServiceAccounts[..<index].contains(where: {
                $0.server == account.server && $0.namespace == account.namespace
            }) {
                problems.append(ModelError(place, "is listed twice"))
            }
        }
        return problems
    }

    private var roleProblems: [ModelError] {
        let path = ValuePath(keys: "spec", "roles")
        var problems: [ModelError] = []
        for (index, role) in roles.enumerated() {
            let place = path.appending(index)
            if roles[..<index].contains(where: { $0.name == role.name }) {
                problems.append(ModelError(place.appending("name"), "\"\(role.name)\" is listed twice"))
            }
            if let problem = ProjectRole.problem(inName: role.name) {
                problems.append(ModelError(place.appending("name"), problem))
            }
            for (position, policy) in role.policies.enumerated() {
                let field = place.appending("policies").appending(position)
                if role.policies[..<position].contains(policy) {
                    problems.append(ModelError(field, "\"\(policy)\" is listed twice"))
                } else if let problem = ProjectRole.problem(inPolicy: policy, project: name, role: role.name) {
                    problems.append(ModelError(field, problem))
                }
            }
            for (position, group) in role.groups.enumerated() {
                let field = place.appending("groups").appending(position)
                if role.groups[..<position].contains(group) {
                    problems.append(ModelError(field, "\"\(group)\" is listed twice"))
                } else if let problem = ProjectRole.problem(inGroup: group) {
                    problems.append(ModelError(field, problem))
                }
            }
        }
        return problems
    }
}
