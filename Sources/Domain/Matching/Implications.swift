internal import Parsing

/// Skills that another skill implies: who writes React writes JavaScript, whether they name it or not.
enum Implications {
    /// An implied skill counts this much of a named one.
    static let weight: Float = 0.8

    /// The skills that `skill` implies, all the way up.
    static func of(_ skill: String) -> [String] { table[skill] ?? [] }

    private static let table: [String: [String]] = {
        var direct: [String: [String]] = [:]
        for line in rules.utf8.split(separator: 0x0A) {
            let sides = String(decoding: Array(line), as: UTF8.self).split(separator: ">").map { side in
                side.split(separator: ",").compactMap { SkillLexicon.shared.canonicalName(of: String($0)) }
            }
            guard sides.count == 2 else { continue }
            for skill in sides[0] { direct[skill, default: []] += sides[1].filter { $0 != skill } }
        }
        return direct.keys.reduce(into: [:]) { table, skill in
            var reached: [String] = []
            var open = direct[skill] ?? []
            while let next = open.popLast() {
                guard next != skill, !reached.contains(next) else { continue }
                reached.append(next)
                open += direct[next] ?? []
            }
            table[skill] = reached.sorted()
        }
    }()

    /// What stands on the left cannot be done without what stands on the right. Only what nobody would dispute.
    private static let rules = """
        React,Angular,Vue.js,Node.js,jQuery,TypeScript,Express,Next.js,Svelte,Redux,Ember.js,Nuxt,NestJS,D3.js>JavaScript
        Next.js,React Native,Redux>React
        Express,NestJS>Node.js
        Nuxt>Vue.js
        Django,Flask,FastAPI,Pandas,NumPy,scikit-learn,PyTorch,SciPy,Matplotlib,Celery,PySpark,Jupyter>Python
        PySpark>Apache Spark
        Spring,Spring Boot,Hibernate,Java EE,JSP,Servlets,Struts,Maven,JUnit>Java
        Spring Boot>Spring
        Ruby on Rails>Ruby
        Laravel,Symfony,WordPress,Drupal,Magento,CodeIgniter>PHP
        ASP.NET,ASP.NET Core,.NET Core,Entity Framework>.NET
        PostgreSQL,MySQL,Microsoft SQL Server,SQL Server,Oracle,Oracle Database,MariaDB,SQLite,PL/SQL,T-SQL,BigQuery,Snowflake,Redshift>SQL
        T-SQL>SQL Server
        Kubernetes,Docker Compose,OpenShift>Docker
        Helm,OpenShift,EKS,GKE,AKS>Kubernetes
        GitHub,GitLab,Bitbucket,GitHub Actions>Git
        EC2,S3,AWS Lambda,Lambda,CloudFormation,EKS,DynamoDB,Redshift>AWS
        GKE,BigQuery>Google Cloud
        AKS,Azure DevOps>Azure
        Ubuntu,Debian,Red Hat,CentOS,RHEL>Linux
        Bootstrap,Sass,Tailwind CSS,Less>CSS
        SwiftUI,UIKit>Swift
        Jetpack Compose>Kotlin
        TensorFlow,PyTorch,Keras,scikit-learn,Deep Learning,XGBoost>Machine Learning
        TensorFlow,PyTorch,Keras>Deep Learning
        Scrum,Kanban,SAFe>Agile
        US GAAP,GAAP,IFRS,Accounts Payable,Accounts Receivable,General Ledger,Bookkeeping>Accounting
        Adobe Photoshop,Photoshop,Illustrator,Adobe Illustrator,InDesign,Adobe InDesign>Adobe Creative Suite
        """
}
